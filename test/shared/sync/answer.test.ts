import { describe, expect, it } from 'vitest'
import { type Answer, answerOf, answers, type CompanyStanding } from '../../../shared/sync/answer.ts'
import { type ShownState, shownStates } from '../../../shared/sync/record.ts'

const quiet: CompanyStanding = {
  counts: { synced: 10 },
  waitForSomebody: 0,
  refusedEvents: 0,
  isSwitchedOn: true,
  isConnected: true,
  isSuspended: false,
  isStill: false,
  feed: { messages: 0, oldestSeconds: 0 },
  reads: { used: 0, budget: 500_000 },
  releasing: 0,
}

/** What each state of a record makes of the answer by itself; a state without a word here fails the build. */
const ofState: Record<ShownState, Answer> = {
  off: 'agreed',
  synced: 'agreed',
  deleted: 'agreed',
  pending: 'moving',
  waiting: 'moving',
  held: 'attention',
  rejected: 'attention',
  unknown: 'attention',
  differs: 'attention',
}

/** Everything else that can be so, and what it makes of the answer by itself. */
const circumstances: readonly { name: string; makes: Answer; change: Partial<CompanyStanding> }[] = [
  { name: 'a record waits for what was never sent', makes: 'attention', change: { waitForSomebody: 1 } },
  { name: 'an event was refused', makes: 'attention', change: { refusedEvents: 1 } },
  { name: 'nothing is switched on', makes: 'attention', change: { isSwitchedOn: false } },
  { name: 'there is no connection', makes: 'attention', change: { isConnected: false } },
  { name: 'the company is kept from QuickBooks', makes: 'attention', change: { isSuspended: true } },
  { name: 'work stands still', makes: 'attention', change: { isStill: true } },
  { name: 'the reads are spent', makes: 'attention', change: { reads: { used: 500_000, budget: 500_000 } } },
  { name: 'a back-fill runs', makes: 'moving', change: { releasing: 1 } },
  { name: 'the feed is being read', makes: 'moving', change: { feed: { messages: 3, oldestSeconds: 20 } } },
  { name: 'nobody reads the feed', makes: 'attention', change: { feed: { messages: 3, oldestSeconds: 900 } } },
]

const gravest = (all: readonly Answer[]): Answer => answers.findLast((answer) => all.includes(answer)) ?? 'agreed'

/** Every choice of some of these. */
const choices = <Value>(all: readonly Value[]): Value[][] =>
  Array.from({ length: 2 ** all.length }, (_, chosen) => all.filter((_one, at) => chosen & (1 << at)))

describe('the answer to whether everything is in QuickBooks', () => {
  it('is over all combinations of states and circumstances what the gravest of them makes it', () => {
    const wrong: string[] = []
    for (const states of choices(shownStates)) {
      for (const others of choices(circumstances)) {
        const standing = Object.assign({}, quiet, ...others.map(({ change }) => change)) as CompanyStanding
        const counts = Object.fromEntries(states.map((state) => [state, 1]))
        const wanted = gravest([...states.map((state) => ofState[state]), ...others.map(({ makes }) => makes)])
        const answer = answerOf({ ...standing, counts })
        if (answer !== wanted) wrong.push(`${states} ${others.map(({ name }) => name)}: ${answer}`)
      }
    }
    expect(wrong).toEqual([])
  })
})
