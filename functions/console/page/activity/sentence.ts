import type { Activity } from '../api/shapes.ts'
import { keyName } from '../words/kinds.ts'
import { counted } from '../words/money.ts'

/** What happened, as the log names it, in words. What the list does not know is shown as the log has it. */
const sentences: Record<string, string> = {
  'company-created': 'Created the company',
  'company-renamed': 'Renamed the company',
  'member-added': 'Gave somebody a role',
  'member-removed': 'Took somebody’s role away',
  'settings-changed': 'Changed QuickBooks Settings',
  connected: 'Connected QuickBooks',
  'realm-changed': 'Connected another QuickBooks company than before',
  'connect-refused': 'Tried to connect QuickBooks, which was refused',
  'connection-ending': 'Was told that the connection is about to end',
  disconnected: 'Disconnected QuickBooks',
  'needs-reconnect': 'Lost the connection: it has to be made again',
  suspension: 'Was kept from QuickBooks as a whole',
  'suspension-over': 'Could go on to QuickBooks again',
  checked: 'Had QuickBooks looked at',
  'refused-event-dropped': 'Dismissed an event that could not be read',
  'record-retry': 'Had it tried again',
  'record-hold': 'Put it on hold',
  'record-resume': 'Let it go on',
  'record-push-anyway': 'Had it pushed in spite of its date',
  'record-approve': 'Approved it',
  'record-restore': 'Had it made again in QuickBooks',
  'record-accept': 'Accepted it as it is in QuickBooks',
  'pull-started': 'Ran a full sync',
  'match-started': 'Had records looked for anew',
  'link-all-started': 'Linked all that is sure enough',
  'import-links-started': 'Took a CSV of links back',
  'link-documents-started': 'Looked for documents that both sides have',
  'create-account-started': 'Asked for an account in QuickBooks',
  'account-created': 'Created an account in QuickBooks',
  'undo-started': 'Undid a whole batch',
  'problem-released': 'Had all records of a problem tried again',
  backfill: 'Had sent what came before',
  'record-adopt': 'Linked it to the one of its name in QuickBooks',
  linked: 'Linked it to a record of QuickBooks',
  unlinked: 'Unlinked it from a record of QuickBooks',
  ignored: 'Ignored a record of QuickBooks',
  unreadable: 'Something happened of which nothing can be read any more',
  restored: 'Took a record of QuickBooks back into the list',
}

type Pushed = { record: string; operation: string; outcome: string }

/** The records of a batch that was sent. */
export function pushedIn({ what, detail }: Activity): readonly Pushed[] {
  if (what !== 'pushed' || typeof detail !== 'object' || detail === null || !('records' in detail)) return []
  return Array.isArray(detail.records) ? (detail.records as Pushed[]) : []
}

/** What was done to one record, by the name of the write. */
const done: Record<string, (name: string) => string> = {
  create: (name) => `Created ${name} in QuickBooks`,
  update: (name) => `Changed ${name} in QuickBooks`,
  delete: (name) => `Deleted ${name} in QuickBooks`,
  void: (name) => `Voided ${name} in QuickBooks`,
  'make-inactive': (name) => `Made ${name} inactive in QuickBooks`,
}

export function sentenceOf(activity: Activity): string {
  const pushed = pushedIn(activity)
  if (pushed.length > 0) {
    const taken = pushed.filter(({ outcome }) => outcome === 'done').length
    const [only] = pushed
    if (pushed.length === 1 && only) {
      const name = keyName(only.record)
      return taken === 1 ? (done[only.operation]?.(name) ?? `Sent ${name}`) : `Sent ${name}; QuickBooks did not take it`
    }
    const what = `Sent ${counted(pushed.length, 'record')}`
    return taken === pushed.length ? what : `${what}; QuickBooks took ${taken}`
  }
  return sentences[activity.what] ?? activity.what
}
