import { afterEach, describe, expect, it } from 'vitest'
import { aBill, anInvoice, connected, seeded } from './connected.ts'
import { createIntuit } from './intuit.ts'
import { asFields, type Json } from './json.ts'
import { SANDBOX_REALM, SECOND_REALM } from './seed/sandbox.ts'
import { type Served, serve } from './serve.ts'

describe('a person in QuickBooks', () => {
  it('edits what the app wrote, and the SyncToken rises', async () => {
    const { accepted, person, refused, control, realmId } = connected()
    await accepted('Invoice', anInvoice())
    person.edit('Invoice', '1', { PrivateNote: 'by hand' })
    expect(await refused('Invoice', { Id: '1', SyncToken: '0', sparse: true, PrivateNote: 'by app' })).toEqual(['5010'])
    person.void('1')
    person.delete('Invoice', '1')
    expect(control.changes(realmId).map(({ by, operation, syncToken }) => [by, operation, syncToken])).toEqual([
      ['api', 'create', 0],
      ['person', 'update', 1],
      ['person', 'void', 2],
      ['person', 'delete', 3],
    ])
  })

  it('renames to a name that the app is about to use', async () => {
    const { person, refused } = connected()
    person.rename('Vendor', '6', 'Contested Ltd')
    expect(await refused('Customer', { DisplayName: 'Contested Ltd' })).toEqual(['6240'])
  })

  it('makes inactive and active, hires an employee, and adds a term', async () => {
    const { person, refused } = connected()
    person.makeInactive('Customer', '1')
    expect(await refused('Invoice', anInvoice())).toEqual(['610'])
    expect(person.makeActive('Customer', '1')).toMatchObject({ DisplayName: 'Alder Creek Avionics', SyncToken: '2' })
    person.create('Employee', { DisplayName: 'Nora Quist' })
    expect(await refused('Vendor', { DisplayName: 'Nora Quist' })).toEqual(['6240'])
    expect(person.create('Term', { Name: 'Net 45', DueDays: 45 })).toMatchObject({ Type: 'STANDARD', Id: '6' })
  })

  it('merges one vendor into another, which then has its bills', async () => {
    const { accepted, person, refused, control, realmId } = connected()
    await accepted('Bill', aBill())
    person.merge('Vendor', '5', '7')
    expect(control.entity(realmId, 'Bill', '1')?.entity).toMatchObject({
      VendorRef: { value: '7', name: 'Tidewater Tool & Die' },
      SyncToken: '1',
    })
    expect(control.entity(realmId, 'Vendor', '7')?.entity['Balance']).toBe(150)
    expect(await refused('Vendor', { Id: '5', SyncToken: '0', sparse: true, AcctNum: 'x' })).toEqual(['610'])
  })
})

describe('realms', () => {
  it('keep their books apart', async () => {
    const { accepted, control } = connected()
    await accepted('Customer', { DisplayName: 'Only here' })
    expect(control.entities(SECOND_REALM, 'Customer')).toHaveLength(4)
    expect(control.changes(SECOND_REALM)).toEqual([])
  })

  it('can be added, with lists or without', () => {
    const { control } = connected()
    control.addRealm({ realmId: '77', name: 'Third', preferences: { bookCloseDate: '2026-01-31' } })
    expect(control.realms()).toEqual([SANDBOX_REALM, SECOND_REALM, '77'])
    expect(control.state('77').entities.filter(({ type }) => type === 'Customer')).toEqual([])
    expect(() => control.addRealm({ realmId: '77', name: 'Again' })).toThrow(RangeError)
  })
})

describe('over HTTP', () => {
  let served: Served | undefined
  afterEach(() => served?.stop())

  async function start() {
    const intuit = createIntuit({ now: Date.now, random: seeded(3), client: { id: 'a', secret: 'b' } })
    served = await serve(intuit)
    const { url } = served
    const ask = async (method: string, path: string, body?: Json, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const answer: Json = JSON.parse(await response.text())
      return { status: response.status, body: answer }
    }
    return { url, ask, intuit }
  }

  it('serves the API and its control, on this machine only', async () => {
    const { url, ask } = await start()
    expect(new URL(url).hostname).toBe('127.0.0.1')
    const tokens = asFields((await ask('POST', `/_simulator/realms/${SANDBOX_REALM}/tokens`)).body)
    const authorization = `Bearer ${String(tokens?.['accessToken'])}`
    const headers = { authorization, accept: 'application/json', 'content-type': 'application/json' }
    expect((await ask('POST', `/v3/company/${SANDBOX_REALM}/invoice`, anInvoice(), headers)).status).toBe(200)
    expect((await ask('GET', `/_simulator/realms/${SANDBOX_REALM}/trial-balance`)).body).toMatchObject([
      { account: '79' },
      { account: '84' },
    ])
    expect((await ask('GET', `/_simulator/realms/${SANDBOX_REALM}/Invoice`)).body).toMatchObject([
      { id: '1', deleted: false },
    ])
    expect((await ask('GET', '/_simulator/calls')).body).toMatchObject([
      { status: 200, method: 'POST', realmId: SANDBOX_REALM },
    ])
  })

  it('breaks connections, and holds back answers, as it was told', async () => {
    const { ask, url } = await start()
    await ask('POST', '/_simulator/injections', { effect: { is: 'drop', carriedOut: true } })
    await expect(fetch(`${url}/connect/oauth2`)).rejects.toThrow('fetch failed')
    await ask('POST', '/_simulator/injections', { effect: { is: 'cut-body' } })
    const cut = await fetch(`${url}/connect/oauth2`)
    await expect(cut.text()).rejects.toThrow()
    await ask('POST', '/_simulator/injections', { effect: { is: 'timeout', carriedOut: 'no' } })
    await expect(fetch(`${url}/connect/oauth2`, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout')
    await ask('POST', '/_simulator/injections', { effect: { is: 'slow', ms: 60 } })
    const before = performance.now()
    await fetch(`${url}/connect/oauth2`)
    expect(performance.now() - before).toBeGreaterThan(50)
  })

  it.each<[string, string, Json | undefined]>([
    ['PATCH', `/_simulator/realms/${SANDBOX_REALM}/preferences`, { bookCloseDate: '2026-10-31' }],
    [
      'POST',
      `/_simulator/realms/${SANDBOX_REALM}/person`,
      { do: 'rename', type: 'Customer', id: '1', name: 'Renamed' },
    ],
    ['POST', `/_simulator/realms/${SANDBOX_REALM}/disconnect`, undefined],
    ['POST', `/_simulator/realms/${SANDBOX_REALM}/expire-access-tokens`, undefined],
    ['POST', `/_simulator/realms/${SANDBOX_REALM}/forget-requestids`, undefined],
    ['POST', `/_simulator/realms/${SANDBOX_REALM}/admin`, { hasLeft: true }],
    ['POST', '/_simulator/realms', { realmId: '5', name: 'Fifth' }],
    ['PATCH', '/_simulator/settings', { monthlyReadCap: 5, limitsOn: false }],
    ['PATCH', '/_simulator/consent', { deny: true }],
    ['GET', '/_simulator/realms', undefined],
    ['GET', `/_simulator/realms/${SANDBOX_REALM}`, undefined],
    ['GET', `/_simulator/realms/${SANDBOX_REALM}/changes`, undefined],
    ['GET', `/_simulator/realms/${SANDBOX_REALM}/usage`, undefined],
    ['DELETE', '/_simulator/injections', undefined],
    ['DELETE', '/_simulator/calls', undefined],
  ])('takes %s %s', async (method, path, body) => {
    const { ask } = await start()
    expect((await ask(method, path, body)).status).toBe(200)
  })

  it('says what it cannot do', async () => {
    const { ask } = await start()
    expect((await ask('GET', '/_simulator/nothing')).status).toBe(404)
    expect((await ask('GET', '/_simulator/realms/404')).status).toBe(404)
    expect((await ask('POST', '/_simulator/injections', { effect: { is: 'magic' } })).status).toBe(400)
    expect((await ask('PATCH', `/_simulator/realms/${SANDBOX_REALM}/preferences`, { closed: true })).status).toBe(400)
    expect(
      (
        await ask('POST', `/_simulator/realms/${SANDBOX_REALM}/person`, {
          do: 'rename',
          type: 'Customer',
          id: '1',
          name: 'a:b',
        })
      ).status,
    ).toBe(422)
  })
})
