import { describe, expect, it } from 'vitest'
import { anInvoice, codesOf, connected } from './connected.ts'
import type { Effect, InjectionInput } from './injection.ts'
import type { Fields } from './json.ts'

const twoInvoices = (): Fields[] => [
  { bId: '1', operation: 'create', Invoice: anInvoice({ DocNumber: 'A' }) },
  { bId: '2', operation: 'create', Invoice: anInvoice({ DocNumber: 'B' }) },
]

function withFault(effect: InjectionInput['effect'], rest: Omit<InjectionInput, 'effect'> = {}) {
  const client = connected()
  client.control.inject({ ...rest, effect })
  const send = () => client.post('batch?requestid=r1', { BatchItemRequest: twoInvoices() })
  const written = () => client.control.entities(client.realmId, 'Invoice').length
  return { ...client, send, written }
}

describe('a call that gets no answer', () => {
  it.each<[InjectionInput['effect'], number]>([
    [{ is: 'timeout', carriedOut: 'yes' }, 2],
    [{ is: 'timeout', carriedOut: 'no' }, 0],
    [{ is: 'drop', carriedOut: true }, 2],
    [{ is: 'drop', carriedOut: false }, 0],
    [{ is: 'cut-body' }, 2],
  ])('fails under %o and %i invoices were written; a replay brings the rest to light', async (effect, count) => {
    const { send, written } = withFault(effect)
    await expect(send()).rejects.toThrow('fetch failed')
    expect(written()).toBe(count)
    expect((await send()).status).toBe(200)
    expect(written()).toBe(2)
  })

  it('is carried out late, with the time at which it was', async () => {
    const { send, written, pass, intuit, control, realmId } = withFault({
      is: 'timeout',
      carriedOut: 'late',
      lateMs: 400_000,
    })
    await expect(send()).rejects.toThrow()
    pass(399_999)
    intuit.settleLate()
    expect(written()).toBe(0)
    pass(5_000)
    intuit.settleLate()
    expect(written()).toBe(2)
    expect(control.changes(realmId)[0]?.at).toBe(control.calls()[0]?.carriedOutAt)
    expect(control.calls()[0]).toMatchObject({ status: null, delivery: { is: 'never' }, injected: { is: 'timeout' } })
  })

  it('does not write twice when the replay overtakes it, unless requestids are forgotten', async () => {
    const { send, written, pass, control, intuit } = withFault({ is: 'timeout', carriedOut: 'late', lateMs: 1000 })
    await expect(send()).rejects.toThrow()
    await send()
    pass(1000)
    intuit.settleLate()
    expect(written()).toBe(2)
    control.inject({ effect: { is: 'forget-requestids' } })
    control.setPreferences('9130347596842131', { refuseDuplicateNumbers: [] })
    await send()
    expect(written()).toBe(4)
  })
})

describe('a call that gets a bad answer', () => {
  it.each<[InjectionInput['effect'], number, number]>([
    [{ is: 'status', status: 502 }, 502, 0],
    [{ is: 'status', status: 503, carriedOut: true }, 503, 2],
    [{ is: 'html-200', carriedOut: true }, 200, 2],
    [{ is: 'throttle' }, 429, 0],
    [{ is: 'throttle', shape: 'service' }, 429, 0],
    [{ is: 'unauthorized' }, 401, 0],
    [{ is: 'fault', code: '10000', status: 500 }, 500, 0],
    [{ is: 'fault', code: '6000', carriedOut: true, type: 'ValidationFault' }, 400, 2],
  ])('%o answers %i and %i invoices were written', async (effect, status, count) => {
    const { send, written } = withFault(effect)
    expect((await send()).status).toBe(status)
    expect(written()).toBe(count)
    expect((await send()).status).toBe(200)
  })

  it('gets a fault for one item while the other goes through', async () => {
    const { batch, written } = withFault({ is: 'fault', code: '4002', items: [1] })
    const [first, second] = await batch(twoInvoices())
    expect([codesOf(first ?? {}), codesOf(second ?? {})]).toEqual([[], ['4002']])
    expect(written()).toBe(1)
  })

  it('misses an item that was carried out', async () => {
    const { batch, written } = withFault({ is: 'item-missing', items: [0] })
    expect((await batch(twoInvoices())).map(({ bId }) => bId)).toEqual(['2'])
    expect(written()).toBe(2)
  })

  it('gets its items in another order', async () => {
    const { batch } = withFault({ is: 'reorder' })
    expect((await batch(twoInvoices())).map(({ bId }) => bId)).toEqual(['2', '1'])
  })

  it('gets its answer later', () => {
    const { intuit, control, realmId } = withFault({ is: 'slow', ms: 180_000 })
    const { accessToken } = control.issueTokens(realmId)
    const header = (name: string) => (name === 'authorization' ? `Bearer ${accessToken}` : 'application/json')
    const outcome = intuit.handle({ method: 'GET', url: `/v3/company/${realmId}/customer/1`, header, body: '' })
    expect(outcome).toMatchObject({ status: 200, delivery: { is: 'answered', afterMs: 180_000 } })
  })
})

describe('an injection', () => {
  it('waits for the call it is meant for', async () => {
    const { get, post, control, realmId } = withFault(
      { is: 'status', status: 500 },
      { when: { entity: 'Invoice', method: 'POST' } },
    )
    expect((await get('customer/1')).status).toBe(200)
    expect((await post('customer', { DisplayName: 'x' })).status).toBe(200)
    expect((await post('invoice', anInvoice())).status).toBe(500)
    expect((await post('invoice', anInvoice())).status).toBe(200)
    control.inject({ when: { path: '/tokens/bearer' }, effect: { is: 'status', status: 503 } })
    control.inject({ when: { realmId: 'another' }, effect: { is: 'status', status: 503 } })
    expect((await get(`companyinfo/${realmId}`)).status).toBe(200)
    expect(control.injections()).toHaveLength(2)
    control.clearInjections()
    expect(control.injections()).toEqual([])
  })

  it('hits as often as it says, or by chance', async () => {
    const often = withFault({ is: 'status', status: 500 }, { times: 2 })
    expect([
      (await often.get('customer/1')).status,
      (await often.get('customer/1')).status,
      (await often.get('customer/1')).status,
    ]).toEqual([500, 500, 200])
    const byChance = withFault({ is: 'status', status: 500 }, { times: null, probability: 0.5 })
    const statuses = []
    for (let call = 0; call < 200; call += 1) statuses.push((await byChance.get('customer/1')).status)
    const hits = statuses.filter((status) => status === 500).length
    expect(hits).toBeGreaterThan(60)
    expect(hits).toBeLessThan(140)
  })

  it('is noted with the call it hit', async () => {
    const { send, control } = withFault({ is: 'status', status: 504, carriedOut: true })
    await send()
    const injected: Effect = { is: 'status', status: 504, carriedOut: true }
    expect(control.calls()[0]).toMatchObject({
      injected,
      status: 504,
      requestId: 'r1',
      carriedOutAt: control.calls()[0]?.at,
    })
  })
})
