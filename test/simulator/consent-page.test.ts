import { expect, it } from 'vitest'
import { aSimulator } from './connected.ts'
import { consentPage } from './consent-page.ts'

const ADDRESS = '/connect/oauth2?client_id=local-client&state=%22%3Cx'

it('lets a person choose the company, and keeps what the app has asked', () => {
  const { control } = aSimulator()
  const page = consentPage(ADDRESS, control) ?? ''

  for (const realm of control.realms()) expect(page).toContain(`realmId=${realm}"`)
  expect(page).toContain('deny="')
  expect(page).toContain('state=%22%3Cx&#38;')
})

it.each(['&realmId=9130347596842131', '&deny='])('is not there where the address says it already: %s', (more) => {
  expect(consentPage(ADDRESS + more, aSimulator().control)).toBeUndefined()
})
