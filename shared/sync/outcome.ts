import type { ItemAnswer, Write } from '../qbo/batch.ts'
import type { Entity } from '../qbo/entity.ts'
import { type Fault, meaningOf } from '../qbo/faults.ts'
import { hasShipping } from '../qbo/shipping.ts'
import { refusalReason } from './advice.ts'
import type { Reason } from './reason.ts'
import { reasons } from './reasons.ts'

/** What became of one write. */
export type Outcome =
  /** QuickBooks did it, or had nothing left to do; `entity` is how it stands now, undefined when it is gone. */
  | { is: 'done'; entity: Entity | undefined }
  /** QuickBooks definitely did not do it, and will not do it as it is. */
  | { is: 'stopped'; state: 'held' | 'rejected'; reason: Reason }
  /** QuickBooks definitely did not do it, but may when asked later. */
  | { is: 'later' }
  /** Definitely not done, and nothing else of the company would be: it stands still until that has changed. */
  | { is: 'kept-out'; by: 'subscription_ended' | 'company_reset' }
  /** Definitely not done; why, can only be told by reading. */
  | {
      is: 'look'
      after: 'stale' | 'name-taken' | 'gone' | 'reference' | 'link' | 'number' | 'closed' | 'shipping'
      fault: Fault
    }
  /** Nobody knows whether it was done. */
  | { is: 'unclear'; detail: string }

/** Judges QuickBooks' answer to one write; a missing answer is an unclear one, never a failure. */
export function judge({ verb, type, body }: Write, answer: ItemAnswer | undefined): Outcome {
  if (!answer) return { is: 'unclear', detail: 'the answer does not mention it' }
  if ('entity' in answer) return { is: 'done', entity: verb === 'delete' ? undefined : answer.entity }

  const { fault } = answer
  switch (meaningOf(fault)) {
    case 'stale':
      // What is not there yet cannot be stale: entities of a list lock one another for a moment.
      return verb === 'create' ? { is: 'later' } : { is: 'look', after: 'stale', fault }
    case 'name-taken':
      return { is: 'look', after: 'name-taken', fault }
    case 'gone':
      return { is: 'look', after: verb === 'create' ? 'reference' : 'gone', fault }
    case 'closed-period':
      return { is: 'look', after: 'closed', fault }
    case 'reference':
      return { is: 'look', after: 'reference', fault }
    case 'link':
      return { is: 'look', after: 'link', fault }
    case 'number-taken':
      return { is: 'look', after: 'number', fault }
    case 'locked':
      return { is: 'stopped', state: 'held', reason: refusalReason(fault) }
    case 'wait':
    case 'token':
    case 'reconnect':
      return { is: 'later' }
    case 'unclear':
      return { is: 'unclear', detail: `${fault.message} ${fault.detail}`.trim() }
    case 'plan':
      return { is: 'stopped', state: 'held', reason: reasons.notInPlan(fault.detail || fault.message) }
    case 'subscription-ended':
      return { is: 'kept-out', by: 'subscription_ended' }
    case 'company-reset':
      return { is: 'kept-out', by: 'company_reset' }
    case 'data':
      // Which rule is against it, no code tells; without its links it may be taken.
      if ('LinkedTxn' in body) return { is: 'look', after: 'link', fault }
      if (hasShipping(body)) return { is: 'look', after: 'shipping', fault }
      return isExemptWithoutReason({ type, body })
        ? { is: 'stopped', state: 'held', reason: reasons.exemptionReason(fault.detail || fault.message) }
        : { is: 'stopped', state: 'rejected', reason: refusalReason(fault) }
  }
}

/** Some QuickBooks companies take that and some do not; nothing else tells which than the answer. */
const isExemptWithoutReason = ({ type, body }: Pick<Write, 'type' | 'body'>): boolean =>
  type === 'Customer' && body['Taxable'] === false && body['TaxExemptionReasonId'] === undefined
