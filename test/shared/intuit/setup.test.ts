import { expect, it } from 'vitest'
import { readIntuitApp, setupChecks } from '../../../shared/intuit/setup.ts'

const complete = {
  clientId: 'id',
  clientSecret: 'secret',
  environment: 'production',
  baseUrl: 'https://quickbooks.api.intuit.com',
  authorizeUrl: 'https://appcenter.intuit.com/connect/oauth2',
  tokenUrl: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
  revokeUrl: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
}
const allSet = { clientSecret: true, clientId: true, baseUrl: true, authUrl: true, tokenUrl: true }

it('finds all five values set', () => {
  expect(setupChecks(complete)).toEqual(allSet)
})

it.each([
  ['clientSecret', { clientSecret: '' }],
  ['clientId', { clientId: undefined }],
  ['baseUrl', { baseUrl: 'quickbooks' }],
  ['authUrl', { authorizeUrl: undefined }],
  ['tokenUrl', { tokenUrl: '' }],
])('misses %s alone', (check, change) => {
  expect(setupChecks({ ...complete, ...change })).toEqual({ ...allSet, [check]: false })
})

it.each([
  ['nothing', undefined],
  ['a text', 'text'],
  ['numbers', { clientId: 1 }],
])('misses all in %s', (_, stored) => {
  expect(Object.values(setupChecks(stored))).not.toContain(true)
})

it('takes an environment it does not know for none, and the rest as it is', () => {
  expect(readIntuitApp({ ...complete, environment: 'Production' })).toEqual({ ...complete, environment: undefined })
})
