import * as z from 'zod/mini'
import { type CatalogEntity, confidences } from '../../shared/aws/catalog.ts'
import type { BatchItem } from '../../shared/sync/batch.ts'
import { catalogTypes, isCatalogType } from '../../shared/sync/catalog.ts'
import { isDocumentType } from '../../shared/sync/documents.ts'
import { linkIn } from '../../shared/sync/plan.ts'
import { breakTie, type Conflict, recordOf } from '../ties.ts'
import { differenceTeller, trial } from '../trial.ts'
import { readKey, tie, untie } from '../tying.ts'
import type { BatchWork } from './batch.ts'
import type { Shift } from './shift.ts'

const LinkAll = z.object({ type: z.enum(catalogTypes), confidence: z.enum(confidences), dryRun: z.boolean() })
const Import = z.object({ type: z.enum(catalogTypes), dryRun: z.boolean() })
const Undo = z.object({ batch: z.string() })

/** Ties every entity of a type to its suggestion, where that is as sure as was asked for, or surer. */
export function linkAll(shift: Shift): BatchWork {
  const { type, confidence, dryRun } = z.parse(LinkAll, shift.job.input)
  const { world, job } = shift
  const isSure = (entity: CatalogEntity) =>
    entity.suggestion && confidences.indexOf(entity.suggestion.confidence) <= confidences.indexOf(confidence)
  return {
    async *plan() {
      for await (const entity of world.catalog.all(job.company, job.epoch, type, 'suggested')) {
        const { suggestion } = entity
        if (!suggestion || !isSure(entity)) continue
        const { key, confidence: how, evidence } = suggestion
        yield { type, id: entity.id, name: entity.name, key, confidence: how, evidence, outcome: 'planned' }
      }
    },
    ...linking(shift, dryRun),
  }
}

/** Ties the pairs of a list that somebody has sent. They are planned already. */
export function importLinks(shift: Shift): BatchWork {
  const { dryRun } = z.parse(Import, shift.job.input)
  return { *plan() {}, ...linking(shift, dryRun) }
}

function linking(shift: Shift, dryRun: boolean): Pick<BatchWork, 'perform' | 'what'> {
  const { world, job } = shift
  const { company, epoch } = job
  const tryTie = trial(world, company, epoch)
  const tell = differenceTeller(world, company, epoch)
  return {
    what: dryRun ? undefined : 'linked',
    async perform(item) {
      const key = readKey(item.key)
      const entity = await theEntity(shift, item)
      if (!entity || !key) return skipped(item, notThere)
      if (dryRun) return { ...item, ...(await tryTie(entity, key)) }
      const stored = await recordOf(world, company, key)
      const link = stored && linkIn(epoch, stored)
      if (link?.id === entity.id && link.batch !== job.id) return { ...item, outcome: 'already-linked' }
      const told = await tell(entity, key)
      const result = await tie(world, company, epoch, entity, key, job.id)
      return result.is === 'refused' ? skipped(item, result.why) : { ...item, outcome: 'linked', ...told }
    },
  }
}

/** Unties what a batch has tied, as far as it still is. What was pushed since stays in QuickBooks. */
export function undo(shift: Shift): BatchWork {
  const { batch } = z.parse(Undo, shift.job.input)
  const { world, job } = shift
  const { company, epoch, by } = job
  return {
    async *plan() {
      for await (const { items } of world.items.all(company, batch, 'item')) {
        for (const item of items) if (item.outcome === 'linked') yield { ...item, outcome: 'planned' }
      }
    },
    what: 'unlinked',
    async perform(item) {
      if (isDocumentType(item.type)) return untieDocument(shift, item)
      const entity = await theEntity(shift, item)
      if (!entity) return skipped(item, notThere)
      const result = await untie(world, company, epoch, entity, by, readKey(item.key))
      return result.is === 'refused' ? skipped(item, result.why) : { ...item, outcome: 'unlinked' }
    },
  }
}

async function untieDocument({ world, job }: Shift, item: BatchItem): Promise<BatchItem> {
  const key = readKey(item.key)
  const stored = key && (await recordOf(world, job.company, key))
  if (!stored || linkIn(job.epoch, stored)?.id !== item.id) return skipped(item, notTied)
  const why = await breakTie(world, job.company, stored, job.by)
  return why ? skipped(item, why) : { ...item, outcome: 'unlinked' }
}

async function theEntity({ world, job }: Shift, { type, id }: BatchItem): Promise<CatalogEntity | undefined> {
  if (!isCatalogType(type)) return undefined
  return (await world.catalog.getAll(job.company, job.epoch, type, [id])).get(id)
}

const notThere = {
  code: 'not-found',
  detail: 'It is not among what was pulled from QuickBooks. Run the pull, then look again.',
}

const notTied = { code: 'not-linked', detail: 'The two are not linked any more.' }

const skipped = (item: BatchItem, { code, detail }: Pick<Conflict, 'code' | 'detail'>): BatchItem => ({
  ...item,
  outcome: 'skipped',
  reason: { code, message: detail },
})
