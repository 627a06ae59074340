import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '../../../functions/push/world.ts'
import type { RecordKey } from '../../../shared/erp/record.ts'
import { entityTypeOf, type StoredRecord } from '../../../shared/sync/record.ts'
import { type PushedKind, pushedKinds } from '../../../shared/sync/settings.ts'
import { everyKind } from '../../local/settled.ts'
import { aCustomer, anEvent, anInvoice, anOrder, aPart, aVendor, aVoucher } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

const anEntry = (external_key: string, change: object = {}) => ({
  external_key,
  name: `Entry ${external_key}`,
  date: '2026-11-20',
  splits: [
    { account: '6100', debit: '5.00' },
    { account: '6200', credit: '5.00' },
  ],
  ...change,
})
const recordOf: Record<PushedKind, (id: string, change?: object) => object> = {
  customer: aCustomer,
  vendor: aVendor,
  part: aPart,
  'purchase-order': anOrder,
  invoice: anInvoice,
  voucher: aVoucher,
  'ledger-entry': anEntry,
}
/** What only the translation of each kind reads. */
const translatedField: Record<PushedKind, string> = {
  customer: 'name',
  vendor: 'name',
  part: 'description',
  'purchase-order': 'notes',
  invoice: 'custponum',
  voucher: 'due_date',
  'ledger-entry': 'name',
}
/** What a person may change in QuickBooks without our fields being touched. */
const editOf: Record<PushedKind, object> = {
  customer: { Notes: 'by hand' },
  vendor: { PrintOnCheckName: 'by hand' },
  part: { PurchaseDesc: 'by hand' },
  'purchase-order': { PrivateNote: 'by hand' },
  invoice: { PrivateNote: 'by hand' },
  voucher: { PrivateNote: 'by hand' },
  'ledger-entry': { PrivateNote: 'by hand' },
}
const documents = ['purchase-order', 'invoice', 'voucher', 'ledger-entry'] as const

let world: Awaited<ReturnType<typeof aWorld>>
beforeAll(async () => {
  world = await aWorld({ switches: everyKind })
  await feed('customer/C-1', 'vendor/V-1', 'part/ABC1')
  for (const [number, id] of Object.entries({ 6100: '76', 6200: '77' })) {
    await world.feed(anEvent('acme', `account/${number}`, { number, name: `Account ${number}` }))
    const account = await stored(`account/${number}`)
    const link = { type: 'Account' as const, id, syncToken: '0', epoch: 1, active: true, lines: [] }
    const place = { open: undefined, reason: undefined, onHold: undefined, synced: undefined }
    await world.records.tie('acme', account, link, place, world.now())
  }
  await world.rest()
})
afterAll(() => world.stop())

async function feed(...keys: RecordKey[]): Promise<void> {
  await world.feed(
    ...keys.map((key) => {
      const [kind = '', id = ''] = key.split('/')
      return anEvent('acme', key, recordOf[kind as PushedKind](id))
    }),
  )
}
async function stored(key: RecordKey): Promise<StoredRecord> {
  const record = await world.record(key)
  if (!record) throw new Error(`${key} is not there`)
  return record
}

/** What fails for one record, deterministically, in an otherwise sound world. */
const broken = () => new TypeError('Cannot read properties of undefined')
const failing = (isMet: boolean) => (isMet ? Promise.reject(broken()) : undefined)
const poisoned = <Value extends object>(value: Value, field: string): Value =>
  new Proxy(value, {
    get(target, name) {
      if (name === field) throw broken()
      return Reflect.get(target, name)
    },
  })
/** A world in which a record comes out of the store with something in it that nothing can be done with. */
const readAs = (bad: RecordKey, change: (record: StoredRecord) => StoredRecord): Partial<World> => ({
  records: {
    ...world.records,
    getAll: async (company, keys) => {
      const rows = await world.records.getAll(company, keys)
      return new Map([...rows].map(([key, row]) => [key, key === bad ? change(row) : row]))
    },
  },
})

type Place = {
  fails: string
  kinds: readonly PushedKind[]
  world: (bad: RecordKey, kind: PushedKind) => Partial<World>
  code: string
}
const places: readonly Place[] = [
  {
    fails: 'is read',
    kinds: pushedKinds,
    code: 'unreadable',
    world: (bad) => ({
      records: {
        ...world.records,
        getAll: async (company, keys) => (await failing(keys.includes(bad))) ?? world.records.getAll(company, keys),
      },
    }),
  },
  {
    fails: 'is learned of',
    kinds: pushedKinds,
    code: 'E_INTERNAL',
    world: (bad) => readAs(bad, (record) => poisoned(record, 'record')),
  },
  {
    fails: 'is planned',
    kinds: pushedKinds,
    code: 'E_INTERNAL',
    world: (bad) => readAs(bad, (record) => poisoned(record, 'unresolved')),
  },
  {
    fails: 'is translated',
    kinds: pushedKinds,
    code: 'E_INTERNAL',
    world: (bad, kind) =>
      readAs(bad, (row) => {
        if (!row.record) return row
        const content = poisoned(row.record.content, translatedField[kind])
        return { ...row, record: { ...row.record, content } as NonNullable<StoredRecord['record']> }
      }),
  },
  {
    fails: 'is numbered',
    kinds: documents,
    code: 'E_INTERNAL',
    world: (bad) => ({
      numbers: {
        ...world.world.numbers,
        ownersOf: async (company, names) =>
          (await failing(names.some((name) => name.endsWith(bad.slice(bad.indexOf('/')))))) ??
          world.world.numbers.ownersOf(company, names),
      },
    }),
  },
  {
    fails: 'is noted before it is sent',
    kinds: pushedKinds,
    code: 'E_INTERNAL',
    world: (bad) => ({
      attempts: {
        ...world.world.attempts,
        put: async (attempt) =>
          (await failing(attempt.items.some(({ key }) => key === bad))) ?? world.world.attempts.put(attempt),
      },
    }),
  },
]

describe.each(places)('where one record $fails, and that fails', ({ kinds, code, world: worldOf }) => {
  it.each(kinds)('a %s stops alone: everything else arrives, and it goes too once it is let go again', async (kind) => {
    const bad: RecordKey = `${kind}/${code.slice(0, 2)}${world.now().toString(36).slice(-6)}`
    const others = pushedKinds.map((one): RecordKey => `${one}/OK${world.now().toString(36).slice(-6)}`)
    await feed(...others.slice(0, 3), bad, ...others.slice(3))

    await world.push(worldOf(bad, kind))

    expect(await stored(bad)).toMatchObject({ state: 'held', reason: { code } })
    for (const key of others) expect([key, (await stored(key)).state]).toEqual([key, 'synced'])

    await world.records.release('acme', world.now(), 'held')
    await world.rest()
    expect(await stored(bad)).toMatchObject({ state: 'synced' })
    world.pass(1_000)
  })
})

describe('where the answer for one record cannot be noted', () => {
  it.each(pushedKinds)('a %s waits for a person, is never sent again, and everything else arrives', async (kind) => {
    const bad: RecordKey = `${kind}/SE${world.now().toString(36).slice(-6)}`
    const others = pushedKinds.map((one): RecordKey => `${one}/OK${world.now().toString(36).slice(-6)}`)
    await feed(...others.slice(0, 3), bad, ...others.slice(3))
    const before = world.control.entities(REALM, entityTypeOf[kind]).length

    await world.push({
      records: {
        ...world.records,
        settle: async (company, row, settlement, now) =>
          (await failing(row.key === bad && settlement.attempt !== undefined)) ??
          world.records.settle(company, row, settlement, now),
      },
    })
    expect(await stored(bad)).toMatchObject({ state: 'unknown', reason: { code: 'outcome_unknown' } })
    for (const key of others) expect([key, (await stored(key)).state]).toEqual([key, 'synced'])
    await feed(bad)
    await world.rest()

    expect(await stored(bad)).toMatchObject({ state: 'unknown' })
    expect(world.control.entities(REALM, entityTypeOf[kind])).toHaveLength(before + 2)
    world.pass(1_000)
  })
})

describe('where a record cannot be compared with what QuickBooks has', () => {
  it.each(pushedKinds)('a %s is held, and everything else arrives', async (kind) => {
    const id = `CO${world.now().toString(36).slice(-6)}`
    const bad: RecordKey = `${kind}/${id}`
    await feed(bad)
    await world.rest()
    const { link, lastAttempt } = await stored(bad)
    world.control.person(REALM).edit(entityTypeOf[kind], link?.id ?? '', editOf[kind] as never)
    const others = pushedKinds.map((one): RecordKey => `${one}/OK${world.now().toString(36).slice(-6)}`)
    await feed(...others.slice(0, 3))
    await world.feed(anEvent('acme', bad, recordOf[kind](id, changeOf[kind])))
    await feed(...others.slice(3))

    await world.push({
      attempts: {
        ...world.world.attempts,
        get: async (company, attempt) =>
          (await failing(attempt === lastAttempt)) ?? world.world.attempts.get(company, attempt),
      },
    })

    expect(await stored(bad)).toMatchObject({ state: 'held', reason: { code: 'E_INTERNAL' } })
    for (const key of others) expect([key, (await stored(key)).state]).toEqual([key, 'synced'])
    world.pass(1_000)
  })
})

/** A next version of each kind. */
const changeOf: Record<PushedKind, object> = {
  customer: { phone: '555 0100' },
  vendor: { phone: '555 0100' },
  part: { description: 'Changed' },
  'purchase-order': { notes: 'Changed' },
  invoice: { custponum: 'PO-7' },
  voucher: { due_date: '2026-12-24' },
  'ledger-entry': { name: 'Changed' },
}
