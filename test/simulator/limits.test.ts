import { describe, expect, it } from 'vitest'
import { connected } from './connected.ts'
import { asFields, asList, type Json } from './json.ts'

const strict = () => connected({ settings: { limitsOn: true } })
const someBatch: Json = {
  BatchItemRequest: [{ bId: '1', operation: 'update', Customer: { Id: '1', SyncToken: '0', sparse: true, Notes: '' } }],
}

describe('the limits', () => {
  it('let ten calls through in a second', async () => {
    const { get, pass } = strict()
    const statuses = []
    for (let call = 0; call < 11; call += 1) statuses.push((await get('customer/1')).status)
    expect(statuses).toEqual([...Array(10).fill(200), 429])
    pass(1000)
    expect((await get('customer/1')).status).toBe(200)
  })

  it('let forty batches through in a minute', async () => {
    const { post, pass, get } = strict()
    for (let batch = 0; batch < 40; batch += 1) {
      expect((await post('batch', someBatch)).status).toBe(200)
      pass(200)
    }
    expect((await post('batch', someBatch)).status).toBe(429)
    expect((await get('customer/1')).status).toBe(200)
    pass(60_000 - 40 * 200)
    expect((await post('batch', someBatch)).status).toBe(200)
  })

  it('let five hundred calls through in a minute', async () => {
    const { get, pass, control, realmId } = strict()
    for (let call = 0; call < 500; call += 1) {
      expect((await get('customer/1')).status).toBe(200)
      pass(110)
    }
    expect((await get('customer/1')).status).toBe(429)
    expect(control.usage(realmId)).toMatchObject({ calls: 500, throttled: 1 })
  })

  it('let ten calls be under way at once', async () => {
    const { get, pass } = connected({ settings: { limitsOn: true }, latencyMs: () => 5_000 })
    for (let call = 0; call < 10; call += 1) {
      expect((await get('customer/1')).status).toBe(200)
      pass(400)
    }
    expect((await get('customer/1')).status).toBe(429)
    pass(1_000)
    expect((await get('customer/1')).status).toBe(200)
  })

  it('refuse in the shape of the gateway, or of the service when told to', async () => {
    const { get, control } = strict()
    for (let call = 0; call < 10; call += 1) await get('customer/1')
    const gateway = await get('customer/1')
    expect(asFields(gateway.body['fault'])).toMatchObject({
      type: 'SERVICE',
      error: [{ message: 'message=ThrottleExceeded; errorCode=003001; statusCode=429', code: '3001' }],
    })
    control.configure({ throttleShape: 'service' })
    expect(asFields((await get('customer/1')).body['Fault'])).toMatchObject({ Error: [{ code: '3001' }] })
  })

  it('count each realm for itself', async () => {
    const { get, control, fetch } = strict()
    for (let call = 0; call < 10; call += 1) await get('customer/1')
    const { accessToken } = control.issueTokens('9130347596842132')
    const other = await fetch('https://x/v3/company/9130347596842132/customer/1', {
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    })
    expect(other.status).toBe(200)
  })
})

describe('metered reads', () => {
  it('are counted by the month: reads, queries in a batch, and each type of a change request', async () => {
    const { get, post, control, realmId, rows } = connected()
    await get('customer/1')
    await get('customer/999')
    await rows('select * from Term')
    await post('batch', {
      BatchItemRequest: [
        { bId: '1', Query: 'select * from Term' },
        { bId: '2', Query: 'select * from Term' },
      ],
    })
    await get('cdc?entities=Customer,Vendor,Item&changedSince=2026-11-24T00:00:00-08:00')
    await post('customer', { DisplayName: 'Writes are free' })
    expect(control.usage(realmId).meteredReads).toEqual({ '2026-11': 7 })
  })

  it('are refused beyond the cap until the month ends, while writes go on', async () => {
    const { get, control, pass, post, reconnect } = connected()
    control.configure({ monthlyReadCap: 2 })
    expect([
      (await get('customer/1')).status,
      (await get('customer/1')).status,
      (await get('customer/1')).status,
    ]).toEqual([200, 200, 429])
    expect((await post('customer', { DisplayName: 'x' })).status).toBe(200)
    pass(7 * 86_400_000)
    reconnect()
    expect((await get('customer/1')).status).toBe(200)
  })
})

describe('every answer', () => {
  it('carries an intuit_tid of its own', async () => {
    const { get, control } = connected()
    const [one, other] = [await get('customer/1'), await get('nowhere')]
    expect([one, other].map(({ headers }) => headers.get('intuit_tid'))).toEqual(
      control.calls().map(({ intuitTid }) => intuitTid),
    )
    expect(one.headers.get('intuit_tid')).not.toBe(other.headers.get('intuit_tid'))
  })

  it('is XML unless JSON is asked for, and 500 under status 400 for a bad URL or verb', async () => {
    const { fetch, control, realmId, call, get } = connected()
    const { accessToken } = control.issueTokens(realmId)
    const xml = await fetch(`https://x/v3/company/${realmId}/customer/1`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    expect(xml.headers.get('content-type')).toContain('xml')
    for (const answer of [
      await get('Customer/1'),
      await call('PUT', 'customer', {}),
      await call('POST', 'customer', '{}', 'text/plain'),
    ]) {
      expect(answer.status).toBe(400)
      expect(asList(asFields(answer.body['Fault'])?.['Error'])[0]?.['code']).toBe('500')
    }
  })

  it('is the same in two runs from the same seed', async () => {
    const run = async () => {
      const { post, control } = connected()
      await post('batch?requestid=r', {
        BatchItemRequest: ['a', 'b', 'c', 'd'].map(
          (bId): Json => ({ bId, operation: 'create', Customer: { DisplayName: bId } }),
        ),
      })
      return control.calls()
    }
    expect(await run()).toEqual(await run())
  })
})
