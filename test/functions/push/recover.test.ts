import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { actOn } from '../../../functions/api/acts.ts'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

const MINUTE = 60_000
/** As a process hears it whose store is gone: nothing that a record could be blamed for. */
const dead = Object.assign(new Error('killed'), { name: 'TimeoutError' })
const batch = { path: '/batch' } as const
const query = { path: '/query' } as const
/** QuickBooks cannot be asked. */
const noLook = { when: query, times: null, effect: { is: 'status', status: 503 } } as const

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
  await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'part/ABC1', aPart('ABC1')))
  await world.push()
})
afterEach(() => world.stop())

const invoices = () =>
  world.control.entities(REALM, 'Invoice').filter(({ deleted, entity }) => !deleted && entity['DocNumber'] === '900')
const sends = () => world.control.calls().filter(({ path, body }) => path.endsWith('/batch') && body.includes('"900"'))
const anInvoiceComes = () => world.feed(anEvent('acme', 'invoice/900', anInvoice('900')))

/** What a person does on the record's page. */
const act = (name: string, body: object = {}) =>
  actOn(
    world.world,
    {
      caller: { id: 'ann', isOperator: false },
      company: 'acme',
      params: { kind: 'invoice', id: '900' },
      query: {},
      text: async () => JSON.stringify(body),
    },
    name,
    body,
  )

describe('an attempt without an answer', () => {
  it('is replayed byte for byte for a minute, and looked for until QuickBooks can be asked', async () => {
    world.control.inject({ when: batch, times: 1, effect: { is: 'drop', carriedOut: true } })
    world.control.inject({ when: batch, times: null, effect: { is: 'drop', carriedOut: false } })
    world.control.inject(noLook)
    await anInvoiceComes()
    const sentAt = world.now()
    await world.push()
    await world.letPass(sentAt, 8)

    expect(sends().length).toBeGreaterThan(3)
    expect(new Set(sends().map(({ body, requestId }) => `${requestId} ${body}`)).size).toBe(1)
    expect(Math.max(...sends().map(({ at }) => at)) - sentAt).toBeLessThanOrEqual(MINUTE)
    expect((await world.record('invoice/900'))?.state).toBe('pending')

    world.control.clearInjections()
    await world.letPass(sentAt, 20)

    expect(invoices()).toHaveLength(1)
    expect(await world.record('invoice/900')).toMatchObject({ state: 'synced', link: { id: invoices()[0]?.id } })
    expect(await world.openAttempts()).toEqual({})
  })

  it('that was never carried out goes out anew once a look has proved that', async () => {
    world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
    const sentAt = world.now()
    await anInvoiceComes()
    await world.push()
    await world.letPass(sentAt, 8)
    world.control.clearInjections()
    expect(invoices()).toEqual([])

    await world.letPass(sentAt, 20)

    expect(invoices()).toHaveLength(1)
    expect((await world.record('invoice/900'))?.state).toBe('synced')
    expect(new Set(sends().map(({ requestId }) => requestId)).size).toBe(2)
  })

  it('that was carried out late, after we had given up, is found and not repeated', async () => {
    const sentAt = world.now()
    world.control.inject({ when: batch, times: 1, effect: { is: 'timeout', carriedOut: 'late', lateMs: 400_000 } })
    world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
    await anInvoiceComes()
    await world.push()
    await world.letPass(sentAt, 8)
    world.control.clearInjections()

    await world.letPass(sentAt, 21)

    expect(invoices()).toHaveLength(1)
    expect((await world.record('invoice/900'))?.state).toBe('synced')
  })

  it('keeps a newer version waiting, and lets it go out as an update afterwards', async () => {
    world.control.inject({ when: batch, times: 1, effect: { is: 'drop', carriedOut: true } })
    await anInvoiceComes()
    const { quickBooks } = world.world
    let sent = 0
    const whileItIsOnItsWay = async (...call: Parameters<typeof quickBooks.batch>) => {
      if (sent++ === 0) await world.feed(anEvent('acme', 'invoice/900', anInvoice('900', { custponum: '77' })))
      return quickBooks.batch(...call)
    }
    await world.push({ quickBooks: { ...quickBooks, batch: whileItIsOnItsWay } })
    await world.letPass(world.now(), 2)

    expect(invoices()).toMatchObject([{ syncToken: 1, entity: { PrivateNote: 'Customer PO 77' } }])
  })

  /** Its answer is lost, and somebody enters the same invoice in QuickBooks by hand. */
  const twoThatCouldBeIt = async () => {
    const sentAt = world.now()
    world.control.inject({ when: batch, times: 1, effect: { is: 'timeout', carriedOut: 'yes' } })
    world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
    world.control.inject(noLook)
    await anInvoiceComes()
    await world.push()
    const { DocNumber, TxnDate, CustomerRef, Line, TxnTaxDetail } = invoices()[0]?.entity ?? {}
    const lines = Array.isArray(Line) ? Line.slice(0, -1) : []
    world.control
      .person(REALM)
      .create('Invoice', { DocNumber, TxnDate, CustomerRef, Line: lines, TxnTaxDetail } as never)
    await world.letPass(sentAt, 8)
    world.control.clearInjections()
    await world.letPass(sentAt, 20)
  }

  it('is left to a person when two could be it', async () => {
    await twoThatCouldBeIt()

    expect(await world.record('invoice/900')).toMatchObject({ state: 'unknown', reason: { code: 'outcome_unknown' } })
    expect(invoices()).toHaveLength(2)
  })

  it('is left to a person, and not repeated, when somebody has given it another number since', async () => {
    const sentAt = world.now()
    world.control.inject({ when: batch, times: 1, effect: { is: 'timeout', carriedOut: 'yes' } })
    world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
    world.control.inject(noLook)
    await anInvoiceComes()
    await world.push()
    const [{ id } = { id: '' }] = invoices()
    world.control.person(REALM).edit('Invoice', id, { DocNumber: 'A-1' })
    world.control.clearInjections()
    await world.letPass(sentAt, 20)

    expect(invoices()).toEqual([])
    expect(await world.record('invoice/900')).toMatchObject({
      state: 'unknown',
      reason: { message: expect.stringContaining(`QuickBooks has Invoice ${id}, made at that time`) },
    })

    await resolve({ there: id })
    await world.push()
    // Whose number it should be, the company's setting for what was edited in QuickBooks decides.
    expect(await world.record('invoice/900')).toMatchObject({
      state: 'held',
      link: { id },
      reason: { code: 'edited_in_quickbooks' },
    })
    expect(invoices()).toEqual([])
  })

  it('holds back later versions too, until a person has said which one it is', async () => {
    await twoThatCouldBeIt()
    await world.feed(anEvent('acme', 'invoice/900', anInvoice('900', { custponum: 'later' })))
    await world.push()
    expect(await world.record('invoice/900')).toMatchObject({ state: 'unknown' })
    const [ours] = invoices()

    await resolve({ there: ours?.id })
    await world.push()

    expect(await world.record('invoice/900')).toMatchObject({ state: 'synced', link: { id: ours?.id } })
    expect(invoices()).toHaveLength(2)
    expect(invoices().find(({ id }) => id === ours?.id)?.entity['PrivateNote']).toBe('Customer PO later')
  })

  it('posts it anew once a person has said that it is not there', async () => {
    await twoThatCouldBeIt()
    for (const { id } of invoices()) world.control.person(REALM).delete('Invoice', id)

    await resolve({ notThere: true })
    await world.push()

    expect(await world.record('invoice/900')).toMatchObject({ state: 'synced' })
    expect(invoices()).toHaveLength(1)
  })

  const resolve = (found: object) => act('resolve', found)
})

describe('a writer that dies', () => {
  it('after QuickBooks answered costs no second call: the stored answer is enough', async () => {
    await anInvoiceComes()
    const dying = { ...world.world.records, settle: () => Promise.reject(dead) }
    await expect(world.push({ records: dying })).rejects.toThrow('killed')
    const before = sends().length

    world.pass(2 * MINUTE)
    await world.push()

    expect(sends()).toHaveLength(before)
    expect((await world.record('invoice/900'))?.state).toBe('synced')
  })

  it('before it sent anything leaves an attempt that is sent once', async () => {
    await anInvoiceComes()
    const dying = { ...world.world.quickBooks, batch: () => Promise.reject(new Error('killed')) }
    await expect(world.push({ quickBooks: dying })).rejects.toThrow('killed')
    expect(Object.keys(await world.openAttempts())).toHaveLength(1)

    world.pass(MINUTE / 2)
    await world.push()

    expect(invoices()).toHaveLength(1)
    expect((await world.record('invoice/900'))?.state).toBe('synced')
  })

  it('and was taken over replays nothing of what the other has opened', async () => {
    await anInvoiceComes()
    const dying = { ...world.world.quickBooks, batch: () => Promise.reject(new Error('killed')) }
    await expect(world.push({ quickBooks: dying })).rejects.toThrow('killed')
    world.pass(MINUTE / 2)
    const { attempts, writer } = world.world
    let isTakenOver = false
    const pausedHere: typeof attempts.get = async (...asked) => {
      const attempt = await attempts.get(...asked)
      if (!isTakenOver) {
        world.pass(MINUTE / 3)
        await writer.acquire('acme', world.now() + 1_000, world.now() + 21_000)
      }
      isTakenOver = true
      return attempt
    }
    expect(await world.push({ attempts: { ...attempts, get: pausedHere } })).toMatchObject({ halt: 'lease-lost' })

    expect(sends()).toEqual([])
    expect(Object.keys(await world.openAttempts())).toHaveLength(1)
  })

  it('and comes back after it was taken over can open nothing any more', async () => {
    const late = await world.world.writer.acquire('acme', world.now(), world.now() + 1_000)
    world.pass(MINUTE)
    await world.push()
    expect(late && (await world.world.writer.open(late.lease, 'x', 1, world.now(), []))).toBe(false)
    expect(late && (await world.world.writer.extend(late.lease, world.now() + MINUTE))).toBe(false)
  })
})

it('replays nothing that has perhaps never been sent once somebody has stopped it', async () => {
  await anInvoiceComes()
  const dying = { ...world.world.quickBooks, batch: () => Promise.reject(new Error('killed')) }
  await expect(world.push({ quickBooks: dying })).rejects.toThrow('killed')
  const stored = await world.record('invoice/900')
  if (!stored) throw new Error('the invoice is not stored')
  await world.world.records.move('acme', stored, { open: 'held/held_by_person/invoice/900' }, world.now())
  await world.letPass(world.now(), 20)

  expect(invoices()).toEqual([])
  expect((await world.record('invoice/900'))?.state).toBe('held')
  expect(await world.openAttempts()).toEqual({})
})

it('sends nothing for the first time that somebody has put on hold and the ERP has deleted since', async () => {
  await anInvoiceComes()
  const dying = { ...world.world.quickBooks, batch: () => Promise.reject(new Error('killed')) }
  await expect(world.push({ quickBooks: dying })).rejects.toThrow('killed')
  await act('hold')
  await world.feed(anEvent('acme', 'invoice/900', undefined))
  await world.letPass(world.now(), 20)

  expect(sends()).toEqual([])
  expect(await world.record('invoice/900')).toMatchObject({ state: 'held', reason: { code: 'held_by_person' } })

  await act('resume')
  await world.push()
  expect(sends()).toEqual([])
  expect((await world.record('invoice/900'))?.state).toBe('synced')
})

it('halves a batch that QuickBooks cannot take as a whole, so that the others get through', async () => {
  world.control.inject({ when: batch, times: 1, effect: { is: 'fault', code: '2010', type: 'ValidationFault' } })
  await world.feed(...[2, 3, 4].map((n) => anEvent('acme', `customer/C-${n}`, aCustomer(`C-${n}`))))
  await world.push()
  for (const n of [2, 3, 4]) expect((await world.record(`customer/C-${n}`))?.state).toBe('synced')
})

it('sends nothing that was put on hold while it was being planned', async () => {
  await anInvoiceComes()
  const { records } = world.world
  const holding = {
    ...records,
    standings: async (...asked: Parameters<typeof records.standings>) => {
      const stored = await world.record('invoice/900')
      if (stored?.open) await records.move('acme', stored, { open: 'held/held_by_person/invoice/900' }, world.now())
      return records.standings(...asked)
    },
  }
  await world.push({ records: holding })
  expect(sends()).toEqual([])
  expect((await world.record('invoice/900'))?.state).toBe('held')
})

it('keeps telling who has stopped a record while a process that died leaves its deletion to be looked up', async () => {
  await anInvoiceComes()
  await world.push()
  world.control.person(REALM).edit('Invoice', invoices()[0]?.id ?? '', { PrivateNote: 'not ours' })
  await world.feed(anEvent('acme', 'invoice/900', undefined))
  const { records } = world.world
  const dying = {
    ...records,
    settle: async () => {
      await act('hold')
      throw dead
    },
  }
  await expect(world.push({ records: dying })).rejects.toThrow('killed')
  await world.letPass(world.now(), 2)
  expect(await world.record('invoice/900')).toMatchObject({ state: 'held', reason: { code: 'held_by_person' } })

  await act('resume')
  await world.push()
  expect(await world.record('invoice/900')).toMatchObject({ state: 'synced', link: undefined })
  expect(invoices()).toEqual([])
})

it('waits out a throttled minute instead of failing anything', async () => {
  world.control.inject({ when: batch, times: 1, effect: { is: 'throttle' } })
  await anInvoiceComes()
  const before = world.now()
  await world.push()
  expect((await world.record('invoice/900'))?.state).toBe('synced')
  expect(world.now() - before).toBeGreaterThanOrEqual(MINUTE)
})
