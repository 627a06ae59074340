import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RecordKey } from '../../../shared/erp/record.ts'
import { anEvent, anOrder, aPart, aVendor, aVoucher } from '../../scenarios/stage.ts'
import { asFields, asList } from '../../simulator/json.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

/** As a process hears it whose store is gone: nothing that a record could be blamed for. */
const dead = Object.assign(new Error('killed'), { name: 'TimeoutError' })

const switches = {
  ...{ part: true, customer: true, vendor: true, invoice: true },
  ...{ 'purchase-order': true, voucher: true, 'ledger-entry': false },
}
const batch = { path: '/batch' } as const

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld({ switches })
  await comes('account/6100', { number: '6100', name: 'Repairs' })
  await comes('vendor/V-1', aVendor('V-1'))
  await comes('part/ABC1', aPart('ABC1'))
  await world.push()
  const account = await world.record('account/6100')
  const link = { type: 'Account', id: '15', syncToken: '0', epoch: 1, active: true, lines: [] } as const
  const place = { open: undefined, reason: undefined, onHold: undefined, synced: undefined }
  if (account) await world.records.tie('acme', account, link, place, world.now())
})
afterEach(() => world.stop())

const comes = (key: string, record: object | undefined) => {
  // What is sent in one moment has no order in time.
  world.pass(1_000)
  return world.feed(anEvent('acme', key, record))
}
const theOrderComes = (change: object = {}) => comes('purchase-order/7', anOrder('7', change))
const theVoucherComes = (change: object = {}) => comes('voucher/8', aVoucher('8', { ponums: ['7'], ...change }))

const live = (type: 'Bill' | 'PurchaseOrder') =>
  world.control
    .entities(REALM, type)
    .filter(({ deleted, entity }) => !deleted && ['7', '8', '9'].includes(String(entity['DocNumber'])))
const order = () => live('PurchaseOrder').find(({ entity }) => entity['DocNumber'] === '7')
const bill = (number = '8') => live('Bill').find(({ entity }) => entity['DocNumber'] === number)
const linkedTo = (number = '8') => asList(bill(number)?.entity['LinkedTxn']).map(({ TxnId }) => TxnId)
/** How often the bill was written. */
const writes = () => world.control.changes(REALM).filter(({ type, by }) => type === 'Bill' && by === 'api').length
/** Every bill that QuickBooks was asked to write, as it was sent. */
const sent = () =>
  world.control
    .calls()
    .flatMap(({ path, body }) =>
      path.endsWith('/batch')
        ? asList(JSON.parse(body).BatchItemRequest).flatMap((item) => asFields(item['Bill']) ?? [])
        : [],
    )
/** What a controller reads of the posted bill. */
const told = async () => (await record('voucher/8'))?.synced?.notes?.map(({ message }) => message) ?? []
const record = (key: RecordKey) => world.record(key)

describe('a bill and the order that it covers', () => {
  it('are linked at once where the order comes before', async () => {
    await theOrderComes()
    await world.push()
    await theVoucherComes()
    await world.push()

    expect(linkedTo()).toEqual([order()?.id])
    expect(writes()).toBe(1)
  })

  it('are linked at once where both come together, whatever comes first', async () => {
    await theVoucherComes()
    await theOrderComes()
    await world.push()

    expect(linkedTo()).toEqual([order()?.id])
    expect(writes()).toBe(1)
  })

  it('are linked by one sparse update where the order comes after', async () => {
    await theVoucherComes()
    await world.push()
    expect(await record('voucher/8')).toMatchObject({ state: 'synced' })
    expect(await told()).toEqual([expect.stringMatching(/"7" is not in QuickBooks\. Once it is, .* by itself/)])
    expect(linkedTo()).toEqual([])

    await theOrderComes()
    await world.push()

    expect(await record('voucher/8')).toMatchObject({ state: 'synced' })
    expect(await told()).toEqual([])
    expect(linkedTo()).toEqual([order()?.id])
    expect(writes()).toBe(2)
    expect(Object.keys(sent()[1] ?? {})).toEqual(['Id', 'SyncToken', 'sparse', 'LinkedTxn'])

    await theOrderComes({ notes: 'by sea' })
    await world.rest()
    expect(writes()).toBe(2)
  })

  it('are linked when an order is let go that was held', async () => {
    const hold = { by: 'ann', at: '2026-11-24' }
    await theOrderComes()
    const held = await record('purchase-order/7')
    if (held)
      await world.records.move('acme', held, { open: `held/held_by_person/${held.key}`, onHold: hold }, world.now())
    await theVoucherComes()
    await world.push()
    expect(await record('voucher/8')).toMatchObject({ state: 'synced' })

    const still = await record('purchase-order/7')
    if (still)
      await world.records.move('acme', still, { open: `1/5/000000000/${still.key}`, onHold: undefined }, world.now())
    await world.push()

    expect(linkedTo()).toEqual([order()?.id])
    expect(writes()).toBe(2)
  })

  it('are linked line by line where the two have one on the same account', async () => {
    await theVoucherComes()
    await world.push()
    await theOrderComes({ lines: [{ account: '6100', amount: '10.00' }] })
    await world.push()

    const [line] = asList(bill()?.entity['Line'])
    expect(line).toMatchObject({ Id: '1', LinkedTxn: [{ TxnId: order()?.id, TxnLineId: '1' }] })
    expect(order()?.entity).toMatchObject({ POStatus: 'Closed' })

    // An order that the bill has closed stays its own.
    await theOrderComes({ lines: [{ account: '6100', amount: '10.00' }], notes: 'received' })
    await theVoucherComes({ vendor_invoice_number: '8', due_date: '2026-12-21' })
    await world.push()
    expect(asList(bill()?.entity['Line'])).toMatchObject([{ LinkedTxn: [{ TxnId: order()?.id }] }])
  })

  it('are linked each, where a bill covers several that come one by one', async () => {
    await theVoucherComes({ ponums: ['9', '7'] })
    await world.push()
    await theOrderComes()
    await world.push()
    expect(linkedTo()).toEqual([order()?.id])

    await comes('purchase-order/9', anOrder('9'))
    await world.push()

    expect(linkedTo()).toHaveLength(2)
    expect(writes()).toBe(3)
  })

  it('are linked by the update that brings a newer version of the bill, and not once more', async () => {
    await theVoucherComes()
    await world.push()
    await theOrderComes()
    await theVoucherComes({ due_date: '2026-12-21' })
    await world.rest()

    expect(linkedTo()).toEqual([order()?.id])
    expect(bill()?.entity).toMatchObject({ DueDate: '2026-12-21' })
    expect(writes()).toBe(2)
  })

  it('are not linked where the bill has come to cover another one meanwhile, or is deleted', async () => {
    await theVoucherComes()
    await world.push()
    await theVoucherComes({ ponums: ['9'] })
    await world.push()
    await theOrderComes()
    await world.rest()
    expect(linkedTo()).toEqual([])

    await comes('voucher/8', undefined)
    await world.push()
    await comes('purchase-order/9', anOrder('9'))
    await world.rest()

    expect(bill()).toBeUndefined()
    expect(await record('voucher/8')).toMatchObject({ state: 'synced' })
  })

  it('stay apart where the order is deleted before it ever came', async () => {
    await theVoucherComes()
    await comes('purchase-order/7', undefined)
    await world.rest()
    expect(await record('voucher/8')).toMatchObject({ state: 'synced' })
    expect(writes()).toBe(1)
  })

  it('stay apart while the order is dated after the bill, and are linked once that is put right', async () => {
    await theOrderComes({ date: '2026-11-21' })
    await theVoucherComes()
    await world.rest()
    expect(await record('voucher/8')).toMatchObject({ state: 'synced' })
    expect(linkedTo()).toEqual([])
    expect(await told()).toEqual([expect.stringContaining('is dated 2026-11-21, after the bill')])

    await theOrderComes({ date: '2026-11-19' })
    await world.rest()

    expect(linkedTo()).toEqual([order()?.id])
    expect(writes()).toBe(2)
  })
})

describe('a bill that QuickBooks does not link later', () => {
  it.each(['refused', 'ignored'] as const)(
    'stays posted, and is tried once, where the link is %s',
    async (laterLinks) => {
      world.control.configure({ world: { laterLinks } })
      await theVoucherComes()
      await world.push()
      await theOrderComes()
      await world.rest()

      expect(await record('voucher/8')).toMatchObject({ state: 'synced', reason: undefined })
      expect(linkedTo()).toEqual([])
      expect(sent()).toHaveLength(2)
      expect(await told()).toEqual([expect.stringContaining('QuickBooks did not take that')])

      await theOrderComes({ notes: 'by sea' })
      await world.rest()
      expect(sent()).toHaveLength(2)

      await theVoucherComes({ due_date: '2026-12-21' })
      await world.rest()
      expect(await record('voucher/8')).toMatchObject({ state: 'synced' })
      expect(bill()?.entity).toMatchObject({ DueDate: '2026-12-21' })
    },
  )

  it.each(['6200', '6450', '6000', '2500'])(
    'stays posted, and is tried once, where the link meets fault %s',
    async (code) => {
      await theVoucherComes()
      await world.push()
      const refusal = { is: 'fault' as const, code, detail: 'No', type: 'ValidationFault' as const, items: [0] }
      world.control.inject({ when: { ...batch, entity: 'Bill' }, times: null, effect: refusal })
      await theOrderComes()
      await world.rest()

      expect(await record('voucher/8')).toMatchObject({ state: 'synced', reason: undefined })
      expect(sent()).toHaveLength(2)
    },
  )

  it('stays posted, and as somebody has edited it in QuickBooks', async () => {
    await theVoucherComes()
    await world.push()
    world.control.person(REALM).edit('Bill', bill()?.id ?? '', { PrivateNote: 'by hand' })
    await theOrderComes()
    await world.rest()

    expect(await record('voucher/8')).toMatchObject({ state: 'synced' })
    expect(bill()?.entity).toMatchObject({ PrivateNote: 'by hand' })

    await theVoucherComes({ due_date: '2026-12-21' })
    await world.rest()
    expect(await record('voucher/8')).toMatchObject({ state: 'held', reason: { code: 'edited_in_quickbooks' } })
  })

  it('says so where somebody has deleted it in QuickBooks', async () => {
    await theVoucherComes()
    await world.push()
    world.control.person(REALM).delete('Bill', bill()?.id ?? '')
    await theOrderComes()
    await world.rest()
    expect(await record('voucher/8')).toMatchObject({ state: 'held', reason: { code: 'deleted_in_quickbooks' } })
  })
})

describe('a bill that QuickBooks does not take with its order', () => {
  it.each([
    [
      'somebody has closed',
      () => world.control.person(REALM).edit('PurchaseOrder', order()?.id ?? '', { POStatus: 'Closed' }),
    ],
    [
      'somebody has dated after it',
      () => world.control.person(REALM).edit('PurchaseOrder', order()?.id ?? '', { TxnDate: '2026-11-21' }),
    ],
    ['somebody has deleted', () => world.control.person(REALM).delete('PurchaseOrder', order()?.id ?? '')],
  ])('goes without one that %s', async (_what, meddle) => {
    await theOrderComes()
    await world.push()
    meddle()
    await theVoucherComes()
    await world.rest()

    expect(await record('voucher/8')).toMatchObject({ state: 'synced', reason: undefined })
    expect(linkedTo()).toEqual([])
    expect(writes()).toBe(1)
  })

  it('is rejected for what else is wrong with it, and is linked once that is mended', async () => {
    await theOrderComes()
    await world.push()
    world.control.inject({
      when: batch,
      times: 2,
      effect: { is: 'fault', code: '6000', detail: 'Something else is wrong', type: 'ValidationFault', items: [0] },
    })
    await theVoucherComes()
    await world.rest()
    expect(await record('voucher/8')).toMatchObject({ state: 'rejected', reason: { code: '6000' } })
    world.control.clearInjections()

    await world.records.release('acme', world.now(), 'rejected')
    await world.rest()
    expect(linkedTo()).toEqual([order()?.id])
  })
})

describe('a link whose answer is lost', () => {
  it.each(['yes', 'no', 'late'] as const)('is made once, where it was carried out: %s', async (carriedOut) => {
    await theVoucherComes()
    await theOrderComes({ vendnum: 'V-2' })
    await world.push()
    await comes('vendor/V-2', aVendor('V-2'))
    await world.push()
    expect(linkedTo()).toEqual([])
    await theOrderComes()
    // The order is answered, its bill is not.
    const since = world.now()
    const isLost = { is: 'timeout', carriedOut, lateMs: 90_000 } as const
    world.control.inject({ when: { ...batch, entity: 'Bill' }, times: 3, effect: isLost })
    await world.push()
    await world.letPass(since, 15)

    expect(await record('voucher/8')).toMatchObject({ state: 'synced' })
    expect(linkedTo()).toEqual([order()?.id])
    expect(bill()?.syncToken).toBe(1)
  })

  it.each(['unlinkedFrom', 'getAll'] as const)(
    'is made by the next run, where one dies at %s when the order has come',
    async (at) => {
      await theVoucherComes()
      await world.push()
      await theOrderComes()
      const { records } = world.world
      let isThere = false
      const dies = async (...call: never[]) => {
        isThere ||= (await record('purchase-order/7'))?.link !== undefined
        if (isThere) throw dead
        return (records[at] as (...all: never[]) => Promise<never>)(...call)
      }
      await expect(world.push({ records: { ...records, [at]: dies } })).rejects.toThrow('killed')
      expect(await record('purchase-order/7')).toMatchObject({ state: 'synced' })

      world.pass(world.world.leaseMs + 1_000)
      await world.rest()

      expect(linkedTo()).toEqual([order()?.id])
      expect(writes()).toBe(2)
    },
  )
})
