import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import type { Write } from '../../shared/qbo/batch.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { createdSince, lookUpCreated, possiblyRenamed } from '../../shared/sync/look-back.ts'
import { walk } from '../walk.ts'
import { findSorted } from './ask.ts'
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
    ({ write }) => nameOf(write, since),
  )
  const looks = new Map<string, Promise<Found | undefined>>()
  return async (item) => {
    const name = nameOf(item.write, since)
    const look = looks.get(name) ?? lookAtCreated(run, attempt, creates.get(name) ?? [], since)
    looks.set(name, look)
    return (await look)?.(item)
  }
}

/** What is read for one is read for all that would be found in the same place. */
const nameOf = (write: Write, since: string): string => Object.values(lookUpCreated(write, since)).join(' ')

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
  const [first] = items
  if (!first) return () => []
  const scope = lookUpCreated(first.write, since)
  for await (const page of walk(scope, (query) => findSorted(run, scope.type, query))) {
    if (!page) return undefined
    for (const { bId, write } of items) {
      const besides = others.filter((other) => other.attempt !== attempt.id || other.bId !== bId)
      const found = possiblyRenamed(
        write,
        page.entities,
        attempt.sentAt,
        besides.map((other) => other.write),
      )
      for (const entity of found) alike.get(bId)?.set(entity.Id, entity)
    }
  }
  return ({ bId }) => [...(alike.get(bId)?.values() ?? [])]
}

/** Every write that has no clear outcome. */
async function unclearWrites({ world, company }: Run): Promise<{ attempt: string; bId: string; write: Write }[]> {
  const { openAttempts } = await world.writer.read(company)
  const open = await Promise.all(Object.keys(openAttempts).map((id) => world.attempts.get(company, id)))
  return open.flatMap((one) => one?.items.map(({ bId, write }) => ({ attempt: one.id, bId, write })) ?? [])
}
