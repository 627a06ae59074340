import * as z from 'zod/mini'
import { date } from '../../../shared/erp/words.ts'
import { documentTypes } from '../../../shared/sync/documents.ts'
import { type Route, taking } from '../route.ts'
import { Batch, queueBatch, shownBatch } from './batches.ts'

const LinkExistingPost = z.strictObject({
  type: z.enum(documentTypes),
  /** Only documents of the ERP of these days. */
  from: z.optional(date),
  to: z.optional(date),
  dryRun: z._default(z.boolean(), false),
})

/** Documents that both sets of books have from before. */
export const documentRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/companies/{company}/documents/link-existing',
    summary: 'Link documents that QuickBooks has already, by number, date, party and total; nothing is posted',
    right: 'admin',
    status: 202,
    answer: Batch,
    ...taking(LinkExistingPost, async (world, call, input) =>
      shownBatch(await queueBatch(world, call, { what: 'link-documents', input, isPlanned: false })),
    ),
  },
]
