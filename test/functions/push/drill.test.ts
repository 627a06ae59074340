import { describe, expect, it } from 'vitest'
import { causesOf, suspensionCause } from '../../../functions/api/problems.ts'
import { shownRecord } from '../../../functions/api/records.ts'
import { shownSuspension } from '../../../functions/api/stuck.ts'
import { recordList } from '../../../shared/aws/record-list.ts'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import type { InjectionInput } from '../../simulator/injection.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

type Drilled = Awaited<ReturnType<typeof drilled>>
type Row = {
  /** What Intuit does from now on. */
  change: string
  strike: (world: Drilled) => void
  /** What the product says of it some minutes later. */
  says: { suspension: string | null; state: string; reason: string | null; problems: string[] }
  /** What undoes it; by default, all that was injected ends. */
  undo?: (world: Drilled) => void
  /** After so many minutes at most it has recovered by itself. */
  recoversIn?: number
}

const batch = { path: '/batch' } as const
const always = (when: InjectionInput['when'], effect: InjectionInput['effect']) => (world: Drilled) =>
  void world.control.inject({ when, times: null, effect })
const fault = (code: string, status = 400, type: 'ValidationFault' | 'SystemFault' = 'ValidationFault') =>
  ({ is: 'fault', code, status, type, detail: 'In their words' }) as const
const items = (code: string) => ({ ...fault(code), items: Array.from({ length: 30 }, (_, index) => index) })
const raw = (status: number, body: string, contentType = 'application/json') =>
  ({ is: 'raw', status, body, contentType }) as const
const page = '<html><body><h1>Access denied</h1></body></html>'
const xml = (code: string) =>
  `<IntuitResponse><Fault type="ValidationFault"><Error code="${code}"/></Fault></IntuitResponse>`

const wellAndGone = { suspension: null, state: 'synced', reason: null, problems: [] }
const onItsWay = { suspension: null, state: 'pending', reason: null, problems: [] }
const keptOut = (code: string) => ({ suspension: code, state: 'held', reason: code, problems: [`company/${code} 1`] })

/** What was sent and never arrived is looked for among all that was created since, which is read in some order. */
const lost = (refused: object) => (world: Drilled) => {
  world.control.configure({ world: { ...refused, rowsAlike: 'in any order' } })
  world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
}

const rows: Row[] = [
  { change: 'it ends queries sorted by Id', strike: lost({ orderById: 'refused' }), says: onItsWay, recoversIn: 15 },
  {
    change: 'it ends queries sorted by the time of creation',
    strike: lost({ orderByCreateTime: 'refused' }),
    says: onItsWay,
    recoversIn: 15,
  },
  {
    change: 'it ends queries sorted by any time',
    strike: lost({ orderByCreateTime: 'refused', orderByUpdateTime: 'refused' }),
    says: onItsWay,
    recoversIn: 15,
  },
  {
    change: 'a gateway answers pages under 200',
    strike: always(batch, raw(200, page, 'text/html')),
    says: onItsWay,
    recoversIn: 15,
  },
  {
    change: 'a firewall forbids us with a page',
    strike: always(batch, raw(403, page, 'text/html')),
    says: onItsWay,
    recoversIn: 15,
  },
  {
    change: 'it forbids with a code that is new',
    strike: always(batch, fault('9998', 403)),
    says: keptOut('access_refused'),
  },
  {
    change: 'it forbids without a code',
    strike: always(batch, raw(403, '{"fault":{"error":[{"message":"Forbidden"}],"type":"SERVICE"}}')),
    says: keptOut('access_refused'),
  },
  { change: 'it answers nothing', strike: always(batch, raw(200, '')), says: onItsWay, recoversIn: 15 },
  {
    change: 'it answers something else',
    strike: always(batch, raw(200, '{"done":true}')),
    says: onItsWay,
    recoversIn: 15,
  },
  {
    change: 'it refuses with a code that is new',
    strike: always(batch, fault('77777', 400, 'SystemFault')),
    says: onItsWay,
    recoversIn: 15,
  },
  {
    change: 'it refuses without a code',
    strike: always(batch, raw(400, '{"fault":{"error":{}}}')),
    says: onItsWay,
    recoversIn: 15,
  },
  {
    change: 'answers lack what became of an item',
    strike: always(batch, { is: 'item-missing' }),
    says: wellAndGone,
    recoversIn: 15,
  },
  {
    change: 'Ids and tokens come as numbers',
    strike: always({}, { is: 'reworded', from: '"(Id|SyncToken|bId)":"(\\d+)"', to: '"$1":$2' }),
    says: wellAndGone,
  },
  {
    change: 'answers hold more than before',
    strike: ({ control }) => control.configure({ world: { unknownFields: 'some' } }),
    says: wellAndGone,
  },
  {
    change: 'its answers change from upper to lower case',
    strike: always(batch, { is: 'reworded', from: 'BatchItemResponse', to: 'batchItemResponse' }),
    says: wellAndGone,
  },
  {
    change: 'it is under maintenance',
    strike: always({}, fault('150', 503, 'SystemFault')),
    says: keptOut('books_locked'),
  },
  { change: 'the company is locked', strike: always(batch, fault('140')), says: keptOut('books_locked') },
  {
    change: 'it takes no writes for the month',
    strike: always(batch, { is: 'throttle' }),
    says: keptOut('calls_refused'),
  },
  {
    change: 'it says so with a page',
    strike: always(batch, raw(429, page, 'text/html')),
    says: keptOut('calls_refused'),
  },
  {
    change: 'it renews no tokens for the month',
    strike: (world) => world.refuseTokens(true),
    undo: (world) => world.refuseTokens(false),
    says: keptOut('tokens_refused'),
  },
  { change: 'the subscription ends', strike: always(batch, fault('6190')), says: keptOut('subscription_ended') },
  {
    change: 'the subscription ends, said of each item',
    strike: always(batch, items('6190')),
    says: keptOut('subscription_ended'),
  },
  {
    change: 'the subscription ends, said under 403',
    strike: always(batch, fault('6190', 403)),
    says: keptOut('subscription_ended'),
  },
  {
    change: 'the subscription ends, said as XML',
    strike: always(batch, raw(400, xml('6190'), 'application/xml')),
    says: keptOut('subscription_ended'),
  },
  {
    change: 'the subscription ends, said in lower case with a number',
    strike: always(batch, raw(400, '{"fault":{"error":[{"code":6190}]}}')),
    says: keptOut('subscription_ended'),
  },
  {
    change: 'the company was reset, and is restored',
    strike: always({}, fault('10200')),
    says: keptOut('company_reset'),
  },
  {
    change: 'the company was reset, said of each item, and is restored',
    strike: always(batch, items('10200')),
    // While it is told of writes alone, what we have written is there at the next look.
    says: keptOut('company_reset'),
  },
  {
    change: 'the plan no longer has invoices',
    strike: always({ ...batch, entity: 'Invoice' }, items('5020')),
    says: {
      suspension: 'plan_lowered',
      state: 'held',
      reason: 'not_in_plan',
      problems: ['held/not_in_plan/invoice 1'],
    },
  },
  {
    change: 'the plan no longer has anything',
    strike: always(batch, fault('5030', 403)),
    says: {
      suspension: 'plan_lowered',
      state: 'held',
      reason: 'not_in_plan',
      problems: ['held/not_in_plan/invoice 1'],
    },
  },
]

/** Books in which a customer and a part are synced, and what the API says of them. */
async function drilled() {
  const world = await aWorld({ goLiveAt: '2023-01-01T00:00:00Z' })
  let isRefused = false
  const access: typeof world.world.access = async (...given) =>
    isRefused ? { noAccess: 'throttled' } : world.world.access(...given)
  await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'part/ABC1', aPart('ABC1')))
  await world.push()
  const lists = recordList(world.db, 'records', world.records)
  return {
    ...world,
    refuseTokens: (is: boolean) => {
      isRefused = is
    },
    /** Runs the push each half minute, as the sweep brings it about. */
    async minutes(count: number) {
      for (let run = 0; run < 2 * count; run++) {
        await world.push({ access })
        world.pass(30_000)
      }
    },
    async says(key: 'invoice/900') {
      const writer = await world.world.writer.read('acme')
      const record = await world.record(key)
      const shown = record && shownRecord(record, writer)
      const causes = [
        ...(await suspensionCause({ lists }, 'acme', writer)),
        ...(await causesOf({ now: world.now, lists, records: world.records }, 'acme')),
      ]
      return {
        ...{
          suspension: shownSuspension(writer)?.code ?? null,
          state: shown?.state,
          reason: shown?.reason?.code ?? null,
        },
        problems: causes.map(({ cause, count }) => `${cause} ${count}`),
        words: [shownSuspension(writer), shown?.reason].flatMap((said) => (said ? [said.message, said.next] : [])),
      }
    },
    invoices: () =>
      world.control
        .entities(REALM, 'Invoice')
        .filter(({ entity, deleted }) => !deleted && entity['DocNumber'] === '900'),
  }
}

describe('when Intuit changes or refuses', () => {
  it.each(rows)('$change', async ({ strike, says, undo, recoversIn = 11 }) => {
    const world = await drilled()
    try {
      strike(world)
      await world.feed(anEvent('acme', 'invoice/900', anInvoice('900')))
      await world.minutes(3)
      const { words, ...said } = await world.says('invoice/900')
      expect(said).toEqual(says)
      if (/refused|locked/.test(says.suspension ?? ''))
        expect(words.join(' ')).toContain('Connecting again would not help')

      if (undo) undo(world)
      else world.control.clearInjections()
      await world.minutes(recoversIn)

      expect(await world.says('invoice/900')).toMatchObject(wellAndGone)
      expect(world.invoices()).toHaveLength(1)
    } finally {
      await world.stop()
    }
  })
})
