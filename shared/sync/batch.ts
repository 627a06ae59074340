import * as z from 'zod/mini'

/** What is done to many links at once: each a job that is planned first, then done step by step, and told item by item. */
export const batchKinds = ['match', 'link-all', 'import-links', 'link-documents', 'undo', 'create-account'] as const
/** The kinds that tie, and so can be undone. */
export const isTying = (name: string): boolean => ['link-all', 'import-links', 'link-documents'].includes(name)
export const isBatchKind = (name: string): boolean => (batchKinds as readonly string[]).includes(name)

const Reason = z.object({ code: z.string(), message: z.string() })
/** A field that differs between what QuickBooks has and what the next push would make it. */
export const Difference = z.object({ field: z.string(), inQuickBooks: z.unknown(), afterPush: z.unknown() })
export type Difference = z.output<typeof Difference>

/** A pair of entity and record, and what became of it. */
export const BatchItem = z.object({
  type: z.string(),
  id: z.string(),
  name: z.string(),
  key: z.string(),
  confidence: z.optional(z.string()),
  evidence: z.optional(z.array(z.string())),
  outcome: z.enum(['planned', 'would-link', 'linked', 'already-linked', 'unlinked', 'skipped', 'created', 'found']),
  reason: z.optional(Reason),
  differs: z.optional(z.array(Difference)),
  /** What a link needs that the catalog does not hold: documents are not in it. */
  link: z.optional(z.unknown()),
})
export type BatchItem = z.output<typeof BatchItem>

/** As others are told of it. */
export const ShownItem = z.omit(BatchItem, { link: true })

/** How a batch has gone so far. */
export const BatchProgress = z.object({
  isPlanned: z.boolean(),
  /** Items by what became of them. */
  linked: z.number(),
  alreadyLinked: z.number(),
  unlinked: z.number(),
  skipped: z.number(),
  /** Of the linked ones, those that the next push changes in QuickBooks. */
  differing: z.number(),
  reads: z.number(),
  /** The batch that has undone this one. */
  undoneBy: z.optional(z.string()),
})
export type BatchProgress = z.output<typeof BatchProgress>

export const newBatch = (isPlanned: boolean): BatchProgress => ({
  isPlanned,
  linked: 0,
  alreadyLinked: 0,
  unlinked: 0,
  skipped: 0,
  differing: 0,
  reads: 0,
})

/** The progress after these items. */
export function counted(progress: BatchProgress, items: readonly BatchItem[]): BatchProgress {
  const count = (...outcomes: BatchItem['outcome'][]) =>
    items.filter(({ outcome }) => outcomes.includes(outcome)).length
  return {
    ...progress,
    linked: progress.linked + count('linked', 'would-link'),
    alreadyLinked: progress.alreadyLinked + count('already-linked'),
    unlinked: progress.unlinked + count('unlinked'),
    skipped: progress.skipped + count('skipped'),
    differing: progress.differing + items.filter(({ differs = [] }) => differs.length > 0).length,
  }
}
