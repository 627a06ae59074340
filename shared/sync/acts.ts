import type { Action, Reason } from './reason.ts'
import { isTransaction, type StoredRecord } from './record.ts'

/** What a person may do about one record, by the names of the API. */
const actNames = [
  'retry',
  'approve',
  'push-anyway',
  'replace',
  'adopt',
  'restore',
  'accept',
  'resolve',
  'resume',
  'hold',
] as const
export type ActName = (typeof actNames)[number]

/** For which reasons a record may be pushed in spite of them, and for which a person may say that it stays out. */
const pushedAnyway = ['double_posting', 'stock_on_hand', 'paid_document']
const leftOut = ['double_posting', 'E_NEGATIVE']

/** What may be done with a record as it stands. */
export function actsOf(stored: Actable): ActName[] {
  return actNames.filter((name) => may[name](stored))
}
type Actable = Pick<StoredRecord, 'kind' | 'state' | 'reason' | 'link' | 'onHold' | 'unresolved' | 'leftOut' | 'tries'>

const isHeldFor = ({ state, reason }: Actable, ...codes: string[]): boolean =>
  state === 'held' && codes.includes(reason?.code ?? '')

const may: Record<ActName, (stored: Actable) => boolean> = {
  // What is pending is at its turn by itself, unless QuickBooks has put it off.
  retry: (stored) =>
    !stored.onHold &&
    !isHeldFor(stored, 'approval') &&
    (['held', 'rejected', 'differs', 'waiting'].includes(stored.state) ||
      (stored.state === 'pending' && stored.tries > 0)),
  approve: (stored) => isTransaction(stored.kind) && isHeldFor(stored, 'approval'),
  'push-anyway': (stored) =>
    (stored.state === 'off' && stored.reason?.code === 'before_go_live') || isHeldFor(stored, ...pushedAnyway),
  replace: (stored) => isHeldFor(stored, 'item_type_fixed'),
  adopt: ({ state, reason }) => state === 'held' && reason?.offer !== undefined,
  // Of a list QuickBooks deletes nothing: what is gone was merged, and would be there twice.
  restore: (stored) =>
    (isHeldFor(stored, 'deleted_in_quickbooks') && isTransaction(stored.kind)) || stored.leftOut !== undefined,
  // What QuickBooks has of it in an older version would stay there unseen.
  accept: (stored) =>
    isHeldFor(stored, 'deleted_in_quickbooks', 'merged_in_quickbooks') ||
    (stored.link === undefined && isHeldFor(stored, ...leftOut)),
  resolve: ({ unresolved }) => unresolved !== undefined,
  resume: ({ onHold }) => onHold !== undefined,
  hold: ({ state, onHold }) => state !== 'unknown' && !onHold,
}

/** What may be done now, and where: what the advice says first, then whatever else there is. */
export function actionsOf(stored: Actable, reason: Reason | undefined): Action[] {
  const { action } = reason ?? {}
  const acts = actsOf(stored).filter((name) => action?.kind !== 'record' || action.target !== name)
  return [...(action ? [action] : []), ...acts.map((target): Action => ({ kind: 'record', target }))]
}
