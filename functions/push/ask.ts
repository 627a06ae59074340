import type { Attempt } from '../../shared/aws/attempts.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { isUnsortable, readQueryAnswer } from '../../shared/qbo/query.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import type { Found } from '../walk.ts'
import { keepPending } from './note.ts'
import type { Run } from './run.ts'

/** Between two looks that could not be carried out. */
export const LOOK_AGAIN_MS = 60_000

/** The entities that a query finds; undefined if QuickBooks could not be asked now. */
export async function find(run: Run, type: string, query: string): Promise<readonly Entity[] | undefined> {
  const found = await findSorted(run, type, query)
  return found === 'unsortable' ? undefined : found
}

/** The same of a query that names an order, which QuickBooks may not take. */
export async function findSorted(run: Run, type: string, query: string): Promise<Found> {
  if (!(await run.takeTurn(false))) return undefined
  const result = await run.call('read', (access) => run.world.quickBooks.query(access, query))
  if (result?.is === 'malformed' && isUnsortable(result.body)) return 'unsortable'
  return result?.is === 'answered' ? readQueryAnswer(result.body, type) : undefined
}

/** The look could not be carried out now. */
export const lookLater = (run: Run, attempt: Attempt, row: StoredRecord) =>
  keepPending(run, row, {
    open: openKey.later(run.world.now() + LOOK_AGAIN_MS, row.key),
    tries: row.tries + 1,
    attempt: attempt.id,
  })
