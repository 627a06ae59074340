import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import type { Write } from '../../shared/qbo/batch.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { QUERY_ROWS_MAX } from '../../shared/qbo/query.ts'
import { createdSince, createTimeOf, lookUpCreated, possiblyRenamed } from '../../shared/sync/look-back.ts'
import { find } from './ask.ts'
import type { Run } from './run.ts'

/** What a create may have left under another name or number. Undefined if QuickBooks could not be asked. */
export type Renamed = (item: AttemptItem) => Promise<readonly Entity[] | undefined>

/**
 * Looks for what the creates of an attempt may have left, if somebody has renamed it before we looked. Whatever was created
 * meanwhile is read once for all of them of the same type and day, since it may be thousands.
 */
export function createdMeanwhile(run: Run, attempt: Attempt, items: readonly AttemptItem[]): Renamed {
  const since = createdSince(attempt.sentAt)
  const creates = Map.groupBy(
    items.filter(({ write }) => write.verb === 'create'),
    ({ write }) => lookUpCreated(write, since),
  )
  const looks = new Map<string, Promise<Found | undefined>>()
  return async (item) => {
    const query = lookUpCreated(item.write, since)
    const look = looks.get(query) ?? lookAtCreated(run, attempt, creates.get(query) ?? [], since)
    looks.set(query, look)
    return (await look)?.(item)
  }
}

type Found = (item: AttemptItem) => readonly Entity[]

/** Reads all that was created since, page by page, and keeps what could be of these. */
async function lookAtCreated(
  run: Run,
  attempt: Attempt,
  items: readonly AttemptItem[],
  since: string,
): Promise<Found | undefined> {
  const others = await unclearWrites(run)
  const alike = new Map(items.map(({ bId }) => [bId, new Map<string, Entity>()]))
  for await (const page of pagesOfCreated(run, items[0]?.write, since)) {
    if (!page) return undefined
    for (const { bId, write } of items) {
      const besides = others.filter((other) => other.attempt !== attempt.id || other.bId !== bId)
      const found = possiblyRenamed(
        write,
        page,
        attempt.sentAt,
        besides.map((other) => other.write),
      )
      for (const entity of found) alike.get(bId)?.set(entity.Id, entity)
    }
  }
  return ({ bId }) => [...(alike.get(bId)?.values() ?? [])]
}

/**
 * What was created as this write would have, in the order of its creation: each page begins where the one before it ended, so
 * that what is deleted meanwhile moves nothing out of sight. Undefined, and the end, if QuickBooks could not be asked.
 */
async function* pagesOfCreated(run: Run, write: Write | undefined, since: string) {
  let [from, skipped] = [since, 0]
  while (write) {
    const page = await find(run, write.type, lookUpCreated(write, from, skipped))
    yield page
    const last = page && page.length === QUERY_ROWS_MAX ? page.at(-1) : undefined
    if (!last) return
    const next = createTimeOf(last) ?? from
    skipped = next === from ? skipped + QUERY_ROWS_MAX : 0
    from = next
  }
}

/** Every write that has no clear outcome. */
async function unclearWrites({ world, company }: Run): Promise<{ attempt: string; bId: string; write: Write }[]> {
  const { openAttempts } = await world.writer.read(company)
  const open = await Promise.all(Object.keys(openAttempts).map((id) => world.attempts.get(company, id)))
  return open.flatMap((one) => one?.items.map(({ bId, write }) => ({ attempt: one.id, bId, write })) ?? [])
}
