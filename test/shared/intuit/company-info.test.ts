import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { readCompanyInfo } from '../../../shared/intuit/company-info.ts'
import { intuitOAuth } from '../../../shared/intuit/oauth.ts'
import { startIntuit } from './intuit.ts'

let intuit: Awaited<ReturnType<typeof startIntuit>>
beforeAll(async () => {
  intuit = await startIntuit()
})
beforeEach(() => intuit.reset())
afterAll(() => intuit.stop())

async function accessTokenFor(realmId: string): Promise<string> {
  const result = await intuitOAuth(intuit.app, '', Date.now).exchange(intuit.consent(realmId))
  return result.is === 'granted' ? result.grant.accessToken : ''
}

it('reads whose books a realm holds', async () => {
  const accessToken = await accessTokenFor('77')

  expect(await readCompanyInfo(fetch, { baseUrl: `${intuit.url}/`, realmId: '77', accessToken })).toEqual({
    companyName: 'Books 77',
    country: 'US',
    timeZone: 'America/Chicago',
  })
})

it('does not open the books of another realm', async () => {
  const accessToken = await accessTokenFor('77')

  expect(await readCompanyInfo(fetch, { baseUrl: intuit.url, realmId: '78', accessToken })).toBeUndefined()
})

it.each([
  ['a web page', () => new Response('<html>')],
  ['a fault under 200', () => Response.json({ Fault: { Error: [] } })],
  ['a company without a name', () => Response.json({ CompanyInfo: { CompanyName: '' } })],
  [
    'no answer',
    () => {
      throw new TypeError('fetch failed')
    },
  ],
])('takes %s for books that were not opened', async (_, answer: () => Response) => {
  const realm = { baseUrl: intuit.url, realmId: '77', accessToken: 'x' }

  expect(await readCompanyInfo(async () => answer(), realm)).toBeUndefined()
})
