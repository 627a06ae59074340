import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, openStage } from './stage.ts'

let stage: Awaited<ReturnType<typeof openStage>>
/** A machine that is no operator: what it may do, only its membership says. */
let token = ''
beforeAll(async () => {
  stage = await openStage('http://127.0.0.1:9')
  const { tokenUrl, clientId, clientSecret } = stage.endpoints.oidc
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'cetec-quickbooks/api',
  }
  const answer = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) })
  token = z.parse(z.object({ access_token: z.string() }), await answer.json()).access_token
  for (const company of ['acme', 'globex']) await stage.call('PUT', `/companies/${company}`, { name: company })
  await stage.feed(
    anEvent('acme', 'customer/C-1', aCustomer('C-1')),
    anEvent('globex', 'customer/G-1', aCustomer('G-1')),
  )
  await stage.quiet('acme')
  await stage.quiet('globex')
})
afterAll(() => stage?.stop())

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(stage.api + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, text, headers: answer.headers }
}

/** Every route of a company, and the least role that it takes. */
const routes: [method: string, path: string, body: unknown, least: 'viewer' | 'feed' | 'admin'][] = [
  ['GET', '', undefined, 'viewer'],
  ['GET', '/settings', undefined, 'viewer'],
  ['GET', '/connection', undefined, 'viewer'],
  ['GET', '/members', undefined, 'viewer'],
  ['GET', '/records', undefined, 'viewer'],
  ['GET', '/records/customer/C-1', undefined, 'viewer'],
  ['GET', '/status', undefined, 'viewer'],
  ['GET', '/activity', undefined, 'viewer'],
  ['GET', '/refused-events', undefined, 'viewer'],
  ['GET', '/pulls', undefined, 'viewer'],
  ['GET', '/pulls/none', undefined, 'viewer'],
  ['GET', '/search?q=C-1', undefined, 'viewer'],
  ['GET', '/catalog?type=customer', undefined, 'viewer'],
  ['GET', '/catalog/customer/1', undefined, 'viewer'],
  ['GET', '/catalog/customer/1/difference?key=customer/C-1', undefined, 'viewer'],
  ['POST', '/changes', { events: [] }, 'feed'],
  ['PATCH', '/settings', {}, 'admin'],
  ['PUT', '/members/somebody', { role: 'viewer' }, 'admin'],
  ['DELETE', '/members/somebody', undefined, 'admin'],
  ['DELETE', '/refused-events/none', undefined, 'admin'],
  ['POST', '/records/customer/C-1/retry', {}, 'admin'],
  ['POST', '/records/customer/C-1/hold', {}, 'admin'],
  ['POST', '/records/customer/C-1/resume', {}, 'admin'],
  ['POST', '/pulls', { type: 'all' }, 'admin'],
  ['POST', '/catalog/customer/1/link', { key: 'customer/C-1' }, 'admin'],
  ['POST', '/catalog/customer/1/unlink', {}, 'admin'],
  ['POST', '/catalog/customer/1/ignore', {}, 'admin'],
  ['POST', '/catalog/customer/1/restore', {}, 'admin'],
  ['GET', '/batches', undefined, 'viewer'],
  ['GET', '/batches/none', undefined, 'viewer'],
  ['GET', '/batches/none/items', undefined, 'viewer'],
  ['POST', '/batches/none/undo', {}, 'admin'],
  ['POST', '/catalog/customer/match', {}, 'admin'],
  ['POST', '/catalog/customer/link-all', { confidence: 'sure' }, 'admin'],
  ['GET', '/catalog/customer/links.csv', undefined, 'viewer'],
  ['POST', '/catalog/customer/links', { csv: 'id,key' }, 'admin'],
  ['GET', '/accounts/choices?use=asset', undefined, 'viewer'],
  ['POST', '/accounts', { use: 'asset' }, 'admin'],
  ['POST', '/documents/link-existing', { type: 'invoice', dryRun: true }, 'admin'],
  ['POST', '/connect', {}, 'admin'],
  ['POST', '/disconnect', {}, 'admin'],
]
const rank = { viewer: 0, feed: 1, admin: 2 }

describe.each(['viewer', 'feed', 'admin'] as const)('a %s', (role) => {
  beforeAll(async () => {
    await stage.call('PUT', '/companies/acme/members/local', { role })
  })

  it.each(routes)('%s %s', async (method, path, body, least) => {
    const { status } = await ask(method, `/companies/acme${path}`, body)
    // A feeder may look; a viewer may not feed.
    if (rank[role] >= rank[least]) expect([200, 202, 204, 302, 404, 409]).toContain(status)
    else expect(status).toBe(403)
  })
})

describe('a company that is not yours', () => {
  it.each(routes)('is not there: %s %s', async (method, path, body) => {
    const { status, text } = await ask(method, `/companies/globex${path.replace('C-1', 'G-1')}`, body)
    expect({ status, code: JSON.parse(text).code }).toEqual({ status: 404, code: 'not-found' })
    expect(text).not.toContain('G-1')
  })

  it('is answered like one that there is not', async () => {
    const foreign = JSON.parse((await ask('GET', '/companies/globex/status')).text)
    const none = JSON.parse((await ask('GET', '/companies/nowhere/status')).text)
    expect({ ...foreign, requestId: '' }).toEqual({ ...none, requestId: '' })
  })

  it('is not in the list', async () => {
    expect(
      JSON.parse((await ask('GET', '/companies')).text).items.map(({ company }: { company: string }) => company),
    ).toEqual(['acme'])
  })

  it('cannot be made, nor can what belongs to nobody be seen', async () => {
    expect((await ask('PUT', '/companies/mine', { name: 'Mine' })).status).toBe(404)
    expect((await ask('GET', '/refused-events')).status).toBe(404)
  })
})

describe('the door', () => {
  it.each([
    ['no token', ''],
    ['no token at all but text', 'Bearer x'],
    ['alg none', `Bearer ${btoa('{"alg":"none"}')}.${btoa('{"scope":"cetec-quickbooks/api"}')}.`],
  ])('lets nobody in with %s', async (_, authorization) => {
    expect((await ask('GET', '/companies', undefined, { authorization })).status).toBe(401)
  })

  it('lets a token without our scope in nowhere', async () => {
    const { tokenUrl, clientId, clientSecret } = stage.endpoints.oidc
    const form = {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'cetec-quickbooks/operator',
    }
    const answer = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) })
    const { access_token } = z.parse(z.object({ access_token: z.string() }), await answer.json())
    expect((await ask('GET', '/companies', undefined, { authorization: `Bearer ${access_token}` })).status).toBe(403)
  })

  it.each(['/', '/health', '/openapi.json', '/schemas/invoice'])('is open at %s', async (path) => {
    const answer = await fetch(stage.api + path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-store')
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000')
  })

  it.each([
    ['GET', '/nowhere'],
    ['GET', '/companies//status'],
    ['GET', '/companies/acme/nothing'],
    ['POST', '/companies/acme/status'],
  ])('answers %s %s with 4xx', async (method, path) => {
    expect([400, 404, 405]).toContain((await ask(method, path, method === 'POST' ? {} : undefined)).status)
  })
})

describe('what is asked for badly', () => {
  it.each([
    ['/records?kind=part&kind=vendor', 'E_QUERY', 'kind'],
    ['/records?kind=nothing', 'E_TYPE', 'kind'],
    ['/records?state=lost', 'E_TYPE', 'state'],
    ['/records?limit=many', 'E_TYPE', 'limit'],
    ['/records?cursor=abc', 'E_CURSOR', 'cursor'],
    [
      `/records?cursor=${Buffer.from('{"pk":"globex","sk":"customer/G-1"}').toString('base64url')}`,
      'E_CURSOR',
      'cursor',
    ],
    ['/records/customer/a%00b', 'E_ID', ''],
    ['/records/customer/-?id=a%E2%80%AEb', 'E_ID', ''],
    [`/records/customer/${'a'.repeat(129)}`, 'E_ID', ''],
  ])('%s is refused by name', async (path, code, field) => {
    const { status, body } = await stage.call('GET', `/companies/acme${path}`)
    if (status === 404) expect(body).toMatchObject({ code: 'not-found' })
    else expect({ status, body }).toMatchObject({ status: 400, body: { code, field } })
  })

  it('a cursor that was altered is refused by name, by every list', async () => {
    const list = async (query: string) => stage.call('GET', `/companies/acme/records?${query}`)
    for (let id = 0; id < 3; id++) await stage.feed(anEvent('acme', `customer/CUR-${id}`, aCustomer(`CUR-${id}`)))
    await until(
      async () => (await list('kind=customer&state=off&limit=200')).body as { items: unknown[] },
      ({ items }) => items.length >= 3,
    )
    const { next } = (await list('state=off&limit=1')).body as { next: string }
    expect(await list(`state=off&limit=1&cursor=${next}`)).toMatchObject({ status: 200 })

    const [text = '', seal] = next.split('.')
    const place = JSON.parse(Buffer.from(text, 'base64url').toString())
    const sealed = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const altered = [
      ...Array.from({ length: text.length }, (_, at) => `${text.slice(0, at)}~${text.slice(at + 1)}.${seal}`).slice(
        0,
        20,
      ),
      ...[
        text,
        `${text}.`,
        `${text}.${seal}x`,
        `.${seal}`,
        '',
        '.',
        '%EF%BF%BF',
        `${sealed({ ...place, sk: 'x' })}.${seal}`,
      ],
      ...[sealed({}), sealed([]), sealed(null), sealed({ ...place, more: 'x' })],
    ]
    for (const cursor of altered) {
      for (const route of [
        'records?state=off',
        'records?',
        'activity?',
        'refused-events?',
        'catalog?type=item',
        'batches?',
        'pulls?',
      ]) {
        const { status, body } = await stage.call('GET', `/companies/acme/${route}&cursor=${cursor}`)
        const code = expect.stringMatching(/^E_CURSOR$|^E_CHARACTER$/)
        expect({ cursor, route, status, body }).toMatchObject({ status: 400, body: { code, field: 'cursor' } })
      }
    }
  })

  it('what is no character is refused by name in a path and in a query', async () => {
    for (const path of [
      '/records?q=%EF%BF%BF',
      '/search?q=%EF%BF%BE',
      '/records/customer/a%EF%BF%BF',
      '/activity?record=%EF%BF%BF',
    ]) {
      expect(await stage.call('GET', `/companies/acme${path}`)).toMatchObject({
        status: 400,
        body: { code: 'E_CHARACTER' },
      })
    }
  })

  it('caps a page of a thousand million', async () => {
    expect(await stage.call('GET', '/companies/acme/records?limit=1000000000')).toMatchObject({ status: 200 })
  })

  it('refuses to set what nobody may set', async () => {
    for (const field of ['realmId', 'epoch', 'status']) {
      const { status, body } = await stage.call('PATCH', '/companies/acme/settings', { [field]: '1' })
      expect({ status, body }).toMatchObject({ status: 400, body: { code: 'E_TYPE' } })
    }
  })
})

describe('the name of a member', () => {
  const member = '/companies/acme/members/3f7c'
  const put = async (body: object) => (await stage.call('PUT', member, body)).body

  it('is kept without blanks around it, and stays when only the role is said', async () => {
    expect(await put({ role: 'viewer' })).toEqual({ id: '3f7c', role: 'viewer', name: null })
    expect(await put({ role: 'viewer', name: '  Ada Lovelace ' })).toMatchObject({ name: 'Ada Lovelace' })
    expect(await put({ role: 'feed' })).toEqual({ id: '3f7c', role: 'feed', name: 'Ada Lovelace' })

    expect((await stage.call('GET', '/companies/acme/members')).body).toMatchObject({
      items: expect.arrayContaining([{ id: '3f7c', role: 'feed', name: 'Ada Lovelace' }]),
    })
    await stage.call('DELETE', member)
  })

  it.each([
    ['', 'E_NAME'],
    ['   ', 'E_NAME'],
    ['a'.repeat(101), 'E_NAME'],
    [7, 'E_TYPE'],
  ])('is refused by its rule: %j', async (name, code) => {
    expect(await put({ role: 'viewer', name })).toMatchObject({ code, field: '/name' })
  })
})
