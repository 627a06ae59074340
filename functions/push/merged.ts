import type { RecordKey } from '../../shared/erp/record.ts'
import type { Run } from './run.ts'

/**
 * Notes that QuickBooks has the entity of a list no more, since it was merged into another. The record is planned again, and then
 * says so; what mentions it waits until a person has linked it to what remains.
 */
export async function noteMerged(run: Run, key: RecordKey, id: string): Promise<void> {
  const { world, company, books } = run
  books.links.delete(key)
  await world.records.noteGone(company, key, books.epoch, id, world.now())
}
