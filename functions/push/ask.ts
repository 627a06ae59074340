import type { Attempt } from '../../shared/aws/attempts.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { readQueryAnswer } from '../../shared/qbo/query.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { keepPending } from './note.ts'
import type { Run } from './run.ts'

/** Between two looks that could not be carried out. */
const LOOK_AGAIN_MS = 60_000

/** The entities that a query finds; undefined if QuickBooks could not be asked now. */
export async function find(run: Run, type: string, query: string): Promise<Entity[] | undefined> {
  if (!(await run.takeTurn(false))) return undefined
  const result = await run.call((access) => run.world.quickBooks.query(access, query))
  return result?.is === 'answered' ? readQueryAnswer(result.body, type) : undefined
}

/** The look could not be carried out now. */
export const lookLater = (run: Run, attempt: Attempt, row: StoredRecord) =>
  keepPending(run, row, {
    open: openKey.later(run.world.now() + LOOK_AGAIN_MS, row.key),
    tries: row.tries + 1,
    attempt: attempt.id,
  })
