import type { Body, Entity } from '../qbo/entity.ts'
import type { LineLink } from './record.ts'

/**
 * The lines of a sparse update with the Ids of the lines that they continue. QuickBooks deletes an existing line whose Id
 * is not sent and adds one that comes without, so a line that persists must keep its Id. Lines are recognised by their
 * mark (part or account) in their order; those that repeat a mark are taken first come, first served.
 */
export function keepLineIds(lines: readonly Body[], marks: readonly string[], known: readonly LineLink[]): Body[] {
  const free = [...known]
  return lines.map((line, index) => {
    const at = free.findIndex(({ mark }) => mark === marks[index])
    const [kept] = at < 0 ? [] : free.splice(at, 1)
    return kept ? { Id: kept.id, ...line } : line
  })
}

/** The lines that QuickBooks made of ours, in our order; the subtotal that it adds by itself is none of them. */
export function lineLinks({ Line = [] }: Entity, marks: readonly string[]): LineLink[] {
  const ours = Line.filter(({ DetailType }) => DetailType !== 'SubTotalLineDetail')
  return ours.flatMap(({ Id }, index) => (Id === undefined ? [] : [{ id: Id, mark: marks[index] ?? '' }]))
}
