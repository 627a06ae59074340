import type { RecordKey } from '../../erp/record.ts'
import type { Reason } from '../reason.ts'
import { correct, kindNames, spoken } from './words.ts'

/** Why a record rests or waits though nothing is wrong with what the ERP says of it. */
export const standing = {
  tiedOnly: (): Reason => ({
    code: 'tied_only',
    message: 'Accounts and terms are not pushed. They are known here only to be linked to those in QuickBooks.',
    next: 'Link it on the Pull Data page where documents or items use it.',
    action: { kind: 'link' },
  }),
  kindOff: (kind: string): Reason => ({
    code: 'kind_off',
    message: `Pushing of ${kindNames[kind]}s is switched off, so this record is kept here and not sent.`,
    next: 'Switch the kind on in QuickBooks Settings, then back-fill the records that came before.',
    action: { kind: 'setting', target: `switches.${kind}` },
  }),
  beforeGoLive: (date: string, goLive: string): Reason => ({
    code: 'before_go_live',
    message: `It is dated ${date}, before the go-live date ${goLive}, so it is left as it is in QuickBooks.`,
    next: 'Nothing, if QuickBooks has it from before. Otherwise push this record anyway, or move the go-live date.',
    action: { kind: 'record', target: 'push-anyway' },
  }),
  untied: (by: string, at: string): Reason => ({
    code: 'untied',
    message: `${by} unlinked it from QuickBooks at ${at}. Sending it now would make a second one there.`,
    next: 'Link it again on the Pull Data page. If QuickBooks is to get a new one, give the old one another name there and resume it.',
    action: { kind: 'link' },
  }),
  otherBooks: (): Reason => ({
    code: 'other_books',
    message: 'It was pushed to the QuickBooks company that was connected before, and is not in the one connected now.',
    next: 'Nothing, if it belongs to the former books alone. Otherwise back-fill it into these.',
    action: { kind: 'setting', target: 'backfill' },
  }),
  heldByPerson: (by: string, at: string): Reason => ({
    code: 'held_by_person',
    message: `${by} put it on hold at ${at}.`,
    next: 'Resume it when it may go out.',
    action: { kind: 'record', target: 'resume' },
  }),
  approval: (): Reason => ({
    code: 'approval',
    message: 'It waits for somebody to read and approve what will be posted.',
    next: 'Look at its preview and approve it.',
    action: { kind: 'record', target: 'approve' },
  }),
  approvalAgain: (by: string): Reason => ({
    code: 'approval',
    message: `What would be posted has changed since ${by} approved it, so it was not sent.`,
    next: 'Look at its preview again and approve it.',
    action: { kind: 'record', target: 'approve' },
  }),
  leftOut: (by: string, at: string): Reason => ({
    code: 'left_out',
    message: `${by} decided at ${at} that it stays out of QuickBooks.`,
    next: 'Nothing. Restore it if it belongs in the books after all.',
    action: { kind: 'record', target: 'restore' },
  }),
  waitsFor: (key: RecordKey): Reason =>
    key.startsWith('account/') || key.startsWith('terms/')
      ? {
          code: 'waiting',
          message: `It mentions ${spoken(key)}, which is not linked to QuickBooks yet.`,
          next: `Link ${spoken(key)} on the Pull Data page; what waits for it then goes out by itself.`,
          action: { kind: 'link', target: key },
        }
      : {
          code: 'waiting',
          message: `It mentions ${spoken(key)}, which is not in QuickBooks yet.`,
          next: `Nothing, once ${spoken(key)} is there it goes out by itself. If that one is held or off, see to it first.`,
          action: { kind: 'record', target: key },
        },
  stockOnItsWay: (invoice: RecordKey): Reason => ({
    code: 'waiting',
    message: `Its quantity on hand is compared with the ERP's once ${spoken(invoice)}, which takes of it, is in QuickBooks. Compared before, it would be taken twice.`,
    next: `Nothing, once ${spoken(invoice)} is there its quantity follows by itself. If that one is held or off, see to it first.`,
    action: { kind: 'record', target: invoice },
  }),
  stillCounted: (part: RecordKey): Reason => ({
    code: 'waiting',
    message: `It mentions ${spoken(part)}, whose stock QuickBooks still counts, although the ERP is to count it. Posted now, its cost would be booked by QuickBooks and by the ERP's ledger entry.`,
    next: `See to ${spoken(part)}: once a new item is made for it that is not counted, this goes out by itself.`,
    action: { kind: 'record', target: part },
  }),
  neverSent: (key: RecordKey): Reason => ({
    code: 'never_sent',
    message: `The ERP has never sent ${spoken(key)}, which it mentions.`,
    next: `Have ${spoken(key)} sent from the ERP; what waits for it then goes out by itself. Or correct the record in the ERP if it is to mention another.`,
    action: { kind: 'erp', target: key },
  }),
  mentionsDeleted: (key: RecordKey): Reason => ({
    code: 'mentions_deleted',
    message: `It mentions ${spoken(key)}, which the ERP has deleted, and which is not in QuickBooks.`,
    next: `Correct the record in the ERP so that it mentions another; it then goes out by itself. Or enter ${spoken(key)} there again.`,
    action: { kind: 'erp', target: key },
  }),
  versionTie: (version: number): Reason => ({
    code: 'version_tie',
    message: `The ERP sent version ${version} twice with different contents, so nobody can tell which is right.`,
    next: 'Save the record once more in the ERP; its next version goes out by itself.',
    action: correct,
  }),
  unreadable: (): Reason => ({
    code: 'unreadable',
    message: 'What is stored of it cannot be read any more, so nothing was sent for it.',
    next: 'Save the record once more in the ERP: its next version goes out by itself. If it stops again, ask whoever runs this service, who has heard of it by an alarm.',
    action: correct,
  }),
  notMoving: (since: string): Reason => ({
    code: 'not_moving',
    message: `What should go to QuickBooks has not moved since ${since}.`,
    next: 'Nothing is lost; it goes out by itself once it can. See whether QuickBooks works in the browser and whether Intuit reports trouble (status.developer.intuit.com). If all is well there, ask whoever runs this service, who has heard of it by an alarm.',
  }),
  companyUnreadable: (): Reason => ({
    code: 'company_unreadable',
    message: 'The settings or the connection of this company cannot be read here, so nothing of it goes to QuickBooks.',
    next: 'Ask whoever runs this service, who has heard of it by an alarm. What the ERP sends meanwhile is kept.',
  }),
  failed: (): Reason => ({
    code: 'E_INTERNAL',
    message: 'This service failed at it, by a fault of its own, so nothing was sent for it.',
    next: 'Retry it. If it stops again, ask whoever runs this service, who has heard of it by an alarm.',
    action: { kind: 'record', target: 'retry' },
  }),
  outcomeUnknown: (detail: string): Reason => ({
    code: 'outcome_unknown',
    message: `QuickBooks gave no answer that tells whether it was posted: ${detail}`,
    next: 'Look for it in QuickBooks, then say here that it is there, under which Id, or that it is not there. Nothing is sent for it until then.',
    action: { kind: 'record', target: 'resolve' },
  }),
}
