import type { ShownState } from './record.ts'

/** What a controller opens the page for: it is done, or it moves and nobody has to do anything, or somebody has to. */
export const answers = ['agreed', 'moving', 'attention'] as const
export type Answer = (typeof answers)[number]

/** A company's standing, as far as the answer depends on it. */
export type CompanyStanding = {
  /** Records by where people see them; what is pending while nothing of the company can go out is pending here too. */
  counts: Readonly<Partial<Record<ShownState, number>>>
  /** Of those that wait: how many do so until somebody does something. */
  waitForSomebody: number
  /** Events of the feed that could not be taken. */
  refusedEvents: number
  /** Whether any kind is switched on: until then nothing of what the ERP sends goes anywhere. */
  isSwitchedOn: boolean
  /** Whether the company is connected to QuickBooks. */
  isConnected: boolean
  /** Whether something keeps it from QuickBooks: its plan, its tokens, or the calls or reads that Intuit allows. */
  isSuspended: boolean
  /** Whether what should move has not moved for long. */
  isStill: boolean
  /** What the ERP has sent and nobody has read yet. */
  feed: { messages: number; oldestSeconds: number }
  /** The reads of QuickBooks in this month, and how many there may be. */
  reads: { used: number; budget: number }
  /** Releases and back-fills that are not through. */
  releasing: number
}

/** In these somebody has to see to a record; what waits for approval is held, and is one of them. */
export const stoppedStates = ['held', 'rejected', 'unknown', 'differs'] as const satisfies readonly ShownState[]

/** The feed is read within seconds. */
const FEED_PATIENCE_SECONDS = 15 * 60
export const isFeedUnread = ({ oldestSeconds }: CompanyStanding['feed']): boolean =>
  oldestSeconds >= FEED_PATIENCE_SECONDS

export const areReadsSpent = ({ used, budget }: CompanyStanding['reads']): boolean => used >= budget

/** Which of the three it is. Agreed is said only of what has been seen to agree: not without a connection. */
export function answerOf(company: CompanyStanding): Answer {
  const { counts, waitForSomebody, refusedEvents, feed, reads, releasing } = company
  const stopped = stoppedStates.reduce((sum, state) => sum + (counts[state] ?? 0), waitForSomebody + refusedEvents)
  const isKept = !company.isSwitchedOn || !company.isConnected || company.isSuspended || company.isStill
  if (stopped > 0 || isKept || isFeedUnread(feed) || areReadsSpent(reads)) return 'attention'
  const onItsWay = (counts.pending ?? 0) + (counts.waiting ?? 0) + feed.messages + releasing
  return onItsWay > 0 ? 'moving' : 'agreed'
}
