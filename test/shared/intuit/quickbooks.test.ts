import { describe, expect, it } from 'vitest'
import { oddities } from '../../../functions/oddities.ts'
import { quickBooks } from '../../../shared/intuit/quickbooks.ts'

const access = { baseUrl: 'https://quickbooks.invalid', realmId: '77', accessToken: 'token' }
const json = 'application/json;charset=UTF-8'
const faultOf = (code: string, type = 'ValidationFault') =>
  JSON.stringify({ Fault: { Error: [{ Message: 'Said', Detail: 'in detail', code }], type } })
const xmlOf = (code: string) => `<IntuitResponse><Fault type="X"><Error code="${code}"/></Fault></IntuitResponse>`
const page = '<html><body><h1>Blocked</h1></body></html>'

/** What comes of a batch that is answered so, and what is logged of it. */
async function sending(status: number, body: string, contentType = json) {
  const codes: string[] = []
  const tell = oddities((_, __, fields) => codes.push(String(fields?.code)))
  const fetch = async () => new Response(body, { status, headers: { 'content-type': contentType } })
  const client = quickBooks(fetch, undefined, tell)
  const result = await client.batch(access, 'id', '{}')
  await client.batch(access, 'id', '{}')
  return { is: result.is, codes }
}

describe('an answer', () => {
  it.each<[string, number, string, string, string]>([
    ['a refusal', 400, faultOf('2010'), json, 'malformed'],
    ['a refusal under 200', 200, faultOf('2010'), json, 'malformed'],
    ['a throttle', 429, faultOf('3001'), json, 'throttled'],
    ['a throttle under 403', 403, faultOf('3001', 'SERVICE'), json, 'throttled'],
    ['a locked company', 400, faultOf('140'), json, 'throttled'],
    ['maintenance', 503, faultOf('150', 'SystemFault'), json, 'throttled'],
    ['a lapsed token', 401, faultOf('3200', 'AUTHENTICATION'), json, 'token-rejected'],
    ['a user who is no admin any more', 401, faultOf('120', 'AuthorizationFault'), json, 'forbidden'],
    ['an app that is not let in', 403, faultOf('3100', 'AUTHENTICATION'), json, 'forbidden'],
    ['a plan that does not have it', 403, faultOf('5020'), json, 'malformed'],
    ['a failure on their side', 400, faultOf('10000', 'SystemFault'), json, 'unclear'],
    ['a batch', 200, '{"BatchItemResponse":[]}', json, 'answered'],
  ])('that Intuit has published is told of nobody: %s', async (_, status, body, contentType, is) => {
    expect(await sending(status, body, contentType)).toEqual({ is, codes: [] })
  })

  it.each<[string, number, string, string, string, string[]]>([
    ['a refusal as XML', 400, xmlOf('2010'), 'application/xml', 'malformed', ['content-type application/xml']],
    ['a throttle as XML', 403, xmlOf('3001'), 'text/xml', 'throttled', ['content-type text/xml']],
    ['a page under 200', 200, page, 'text/html', 'unclear', ['content-type text/html', 'shape']],
    ['a ban for a reason that is new', 403, faultOf('9998'), json, 'kept-out', ['fault-code 9998']],
    ['a page that forbids', 403, page, 'text/html', 'unclear', ['content-type text/html', 'shape']],
    ['a throttle as a page', 429, page, 'text/html', 'throttled', ['content-type text/html', 'shape']],
    ['a code that is new', 400, faultOf('77777'), json, 'malformed', ['fault-code 77777']],
    ['a code that is new, of the service', 400, faultOf('7', 'SystemFault'), json, 'unclear', ['fault-code 7']],
    ['a code that is a text', 400, faultOf('eyJhbGciOi.token'), json, 'malformed', ['fault-code none']],
    ['nothing', 200, '', '', 'unclear', ['content-type none', 'shape']],
    ['something else', 200, '{"Batch":[]}', json, 'answered', ['shape']],
  ])('that Intuit has not published is read and told once: %s', async (_, status, body, contentType, is, codes) => {
    expect(await sending(status, body, contentType)).toEqual({ is, codes })
  })

  it('of a server that fails is no news', async () => {
    expect(await sending(502, page, 'text/html')).toEqual({ is: 'unclear', codes: [] })
  })
})
