import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import { areReadsSpent, isFeedUnread } from '../../../../shared/sync/answer.ts'
import type { Status } from '../api/shapes.ts'
import { RECONNECT } from '../connection/connection-names.ts'
import { counted, countText, moneyText } from '../words/money.ts'

/** What somebody has to do: the end of the sentence that begins with "Somebody has to", why, and where it is done. */
type Need = {
  text: string
  why: string
  button: string
  screen: 'problems' | 'settings' | 'setup' | 'activity'
  at?: string
  isGrave?: boolean
}

/** The answer to the question for which a controller opens the page: one of three, and what belongs to it. */
export type Standing = {
  type: Extract<StatusIndicatorProps.Type, 'success' | 'info' | 'warning' | 'error'>
  header: string
  text: string
  needs: readonly Need[]
}

/** How many records are there, kept out, and under way, over all kinds. */
export function totals({ kinds }: Pick<Status, 'kinds'>) {
  const all = Object.values(kinds)
  const sum = (state: 'synced' | 'off' | 'pending' | 'waiting') =>
    all.reduce((total, counts) => total + counts[state], 0)
  return { synced: sum('synced'), off: sum('off'), pending: sum('pending'), waiting: sum('waiting') }
}

/** How many things the Problems page lists that somebody has to see to; what waits for approval is counted apart. */
export const openProblems = ({ attention, refusedEvents }: Pick<Status, 'attention' | 'refusedEvents'>): number =>
  attention.records + refusedEvents

export function standingOf(status: Status): Standing {
  const { synced, off } = totals(status)
  const there = `${counted(synced, 'record is', 'records are')} in QuickBooks`
  const left = off > 0 ? ` ${counted(off, 'record is', 'records are')} not to be sent.` : ''
  switch (status.answer) {
    case 'attention': {
      const needs = needsOf(status)
      const [first] = needs
      const type = needs.some(({ isGrave }) => isGrave) ? 'error' : 'warning'
      return { type, header: `Somebody has to ${first?.text ?? 'look'}`, text: `${there}. Nothing is lost.`, needs }
    }
    case 'moving':
      return {
        type: 'info',
        header: 'On its way: nobody has to do anything',
        text: `${there}. ${movement(status)}`,
        needs: [],
      }
    case 'agreed':
      return {
        type: 'success',
        header: 'Everything is in QuickBooks and agrees',
        text:
          synced === 0
            ? `The ERP has not sent anything that is to be posted.${left}`
            : `${there}, each in its newest version.${left}`,
        needs: [],
      }
  }
}

/** What moves, and what slows it down. */
function movement(status: Status): string {
  const { pending, waiting } = totals(status)
  const { feed, releasing, pausedUntil } = status
  return [
    ...(pending > 0 ? [`${counted(pending, 'record is', 'records are')} about to be sent.`] : []),
    ...(waiting > 0 ? [`${counted(waiting, 'record waits', 'records wait')} for others that go first.`] : []),
    ...(feed.messages > 0
      ? [`${counted(feed.messages, 'message')} of the ERP ${feed.messages === 1 ? 'is' : 'are'} about to be read.`]
      : []),
    ...(releasing > 0 ? ['What was released is being taken up.'] : []),
    ...(pausedUntil ? [`QuickBooks has been asked as often as it allows; it goes on at ${pausedUntil}.`] : []),
  ].join(' ')
}

/** All that somebody has to do, what keeps the whole company first. */
function needsOf(status: Status): Need[] {
  const kept = isStuck(status) ? status.backlog : 0
  const records = status.attention.records - kept
  const { attention, approvals, refusedEvents, standstill, suspension, feed, reads, isSwitchedOn } = status
  return [
    ...connectionNeed(status),
    ...(suspension
      ? [
          {
            text: suspension.stopsAll
              ? 'see why nothing goes to QuickBooks'
              : 'see what QuickBooks does not take at present',
            why: `${suspension.message} ${suspension.next}`,
            button: 'Open the connection',
            screen: 'settings' as const,
            at: 'connection',
            isGrave: suspension.stopsAll,
          },
        ]
      : []),
    ...(standstill
      ? [
          {
            text: 'see why nothing moves',
            why: `${standstill.message} ${standstill.next}`,
            button: 'See the problem',
            screen: 'problems' as const,
            isGrave: true,
          },
        ]
      : []),
    ...(isSwitchedOn
      ? []
      : [
          {
            text: 'finish the setup',
            why: 'Nothing is switched on yet. What the ERP sends is kept here, and goes to QuickBooks once its kind is switched on.',
            button: 'Continue the setup',
            screen: 'setup' as const,
          },
        ]),
    ...(records > 0
      ? [
          {
            text: `see to ${counted(records, 'record')}${inAll(attention.amount)}`,
            why: 'They are held back, were refused, or are in QuickBooks otherwise than in the ERP.',
            button: 'See to them',
            screen: 'problems' as const,
          },
        ]
      : []),
    ...(approvals.records > 0
      ? [
          {
            text: `approve ${counted(approvals.records, 'record')}${inAll(approvals.amount)}`,
            why: 'They go out once somebody has read and approved what will be posted.',
            button: 'Read and approve',
            screen: 'problems' as const,
          },
        ]
      : []),
    ...(refusedEvents > 0
      ? [
          {
            text: `see to ${counted(refusedEvents, 'event')} of the feed`,
            why: 'The ERP’s feed sent something that names no record, or that nobody can read.',
            button: 'See them',
            screen: 'problems' as const,
          },
        ]
      : []),
    ...(isFeedUnread(feed)
      ? [
          {
            text: 'have the ERP’s feed read',
            why: `${counted(feed.messages, 'message')} of the ERP ${feed.messages === 1 ? 'has' : 'have'} not been read, the oldest for ${minutesText(feed.oldestSeconds)}. Tell whoever operates this service.`,
            button: 'Look at the feed',
            screen: 'activity' as const,
          },
        ]
      : []),
    ...(areReadsSpent(reads)
      ? [
          {
            text: 'wait for the new month, or allow more reads of QuickBooks',
            why: `All ${countText(reads.budget)} reads of this month that Intuit allows are used. Lists cannot be pulled until then, and posting may stop too. Tell whoever operates this service.`,
            button: 'Open the connection',
            screen: 'settings' as const,
            at: 'connection',
            isGrave: true,
          },
        ]
      : []),
  ]
}

/** Whether nothing of the company can go out, so that what is pending is held for that. */
const isStuck = ({ connection, suspension }: Status): boolean =>
  connection !== 'connected' || suspension?.stopsAll === true

function connectionNeed({ connection, isSwitchedOn, backlog }: Status): Need[] {
  const place = { screen: 'settings', at: 'connection' } as const
  const waiting = backlog > 0 ? `${counted(backlog, 'record waits', 'records wait')} for it. ` : ''
  const kept = `${waiting}What the ERP sends is kept here, and goes out once it is connected.`
  switch (connection) {
    case 'connected':
      return []
    case 'needs-reconnect':
      return [
        {
          text: 'connect QuickBooks again',
          why: `Intuit no longer takes our access. ${kept}`,
          button: RECONNECT,
          isGrave: true,
          ...place,
        },
      ]
    case 'disconnected':
      return [
        {
          text: 'connect QuickBooks again',
          why: `Somebody disconnected it. ${kept}`,
          button: 'Connect QuickBooks',
          ...place,
        },
      ]
    case 'none':
      // Until something is switched on, connecting is a step of the setup.
      return isSwitchedOn
        ? [
            {
              text: 'connect QuickBooks',
              why: `It was never connected. ${kept}`,
              button: 'Connect QuickBooks',
              ...place,
            },
          ]
        : []
  }
}

/** An age in words. */
export const minutesText = (seconds: number): string => counted(Math.max(1, Math.round(seconds / 60)), 'minute')

const inAll = (amount: string): string => (Number(amount) === 0 ? '' : `, ${moneyText(amount)} in all`)
