import type * as z from 'zod/mini'
import type { BatchItem as BatchItemShape } from '../../../../shared/sync/batch.ts'
import type { CatalogType, PulledType } from '../../../../shared/sync/catalog.ts'
import type { Batch as BatchShape } from '../../../api/routes/batches.ts'
import type { Entity } from '../../../api/routes/catalog.ts'
import type { OpeningStock as OpeningStockShape } from '../../../api/routes/opening-stock.ts'
import type { Pull as PullShape } from '../../../api/routes/pulls.ts'
import type { Found as FoundShape } from '../../../api/routes/search.ts'
import type * as shapes from '../../../api/shapes.ts'

/** What the API answers, in the very shapes that the API itself is made of. */
export type Company = z.output<typeof shapes.Company>
export type CompanyDetail = z.output<typeof shapes.CompanyDetail>
export type Connection = z.output<typeof shapes.Connection>
export type Settings = z.output<typeof shapes.SettingsAnswer>
export type Member = z.output<typeof shapes.Member>
export type Status = z.output<typeof shapes.Status>
export type ErpRecord = z.output<typeof shapes.RecordAnswer>
export type Action = ErpRecord['actions'][number]
export type RecordDetail = z.output<typeof shapes.RecordDetail>
export type Activity = z.output<typeof shapes.ActivityPage>['items'][number]
export type RefusedEvent = z.output<typeof shapes.RefusedEventPage>['items'][number]
export type Page<Item> = { items: Item[]; next: string | null }

export type Problem = z.output<typeof shapes.Cause>
export type Checked = z.output<typeof shapes.CheckAnswer>
export type Preview = z.output<typeof shapes.Preview>
export type OpeningStock = z.output<typeof OpeningStockShape>
export type Backfill = z.output<typeof shapes.Backfill>

export type Pull = z.output<typeof PullShape>
/** What is pulled to be linked; what is only chosen by name is no entry of Pull Data. */
export type CatalogEntry = z.output<typeof Entity> & { type: CatalogType }
/** A tax code or a rate, which are only chosen by name. */
export type Tax = z.output<typeof Entity> & { type: Exclude<PulledType, CatalogType> }
export type PullType = CatalogEntry['type']
export type Suggestion = NonNullable<CatalogEntry['suggestion']>
export type Confidence = Suggestion['confidence']

export type Batch = z.output<typeof BatchShape>
export type BatchItem = Omit<z.output<typeof BatchItemShape>, 'link'>
export type Found = z.output<typeof FoundShape>
