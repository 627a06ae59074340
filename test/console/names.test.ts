import { afterAll, beforeAll, expect, it } from 'vitest'
import { aCustomer, anEvent } from '../scenarios/stage.ts'
import { openVisit, seriousFindings } from './visit.ts'

/** Somebody whose name is more than letters. */
const NAME = 'Ada <b>Lovelace</b> \u05E2\u05D3\u05D4'

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
  await visit.push(anEvent(visit.company, 'customer/C-1', aCustomer('C-1')))
})
afterAll(() => visit?.stop())

it('shows people by the names that an admin has given them', async () => {
  const { company } = visit
  const { page, complaints } = await visit.enter('operator', `${company}/settings`)
  await page.getByRole('button', { name: 'Add somebody' }).click()
  await page.getByLabel('Id', { exact: true }).fill(visit.idOf('controller'))
  await page.getByLabel('Role').click()
  await page.getByRole('option', { name: 'Admin' }).click()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  // Who has no name yet is given one later.
  await page.getByRole('button', { name: `Change ${visit.idOf('controller')}` }).click()
  await page.getByLabel('Name', { exact: true }).fill(NAME)
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('row').filter({ hasText: NAME }).waitFor()

  const { page: hers } = await visit.enter('controller', `${company}/records/customer/C-1`)
  await hers.getByRole('button', { name: 'Hold' }).click()
  await hers.getByText(`You (${NAME}) put it on hold`).first().waitFor()

  await page.goto(`${visit.api}/#/${company}/problems`)
  await page.getByText(`${NAME} put it on hold at`).first().waitFor()
  await page.goto(`${visit.api}/#/${company}/activity`)
  const name = page.getByRole('row').filter({ hasText: 'Put it on hold' }).getByText(NAME)
  expect(await name.getAttribute('title')).toBe(visit.idOf('controller'))
  expect(complaints).toEqual([])
})

it('tells who connected QuickBooks by name, and refuses a name that is too long', async () => {
  const { company } = visit
  await visit.stage.call('PUT', `/companies/${company}/members/local`, { role: 'admin', name: 'The ERP’s client' })
  const { page } = await visit.enter('operator', `${company}/settings`)

  await page.getByRole('definition').getByText('The ERP’s client').waitFor()
  await page.getByRole('button', { name: 'Change The ERP’s client' }).click()
  await page.getByLabel('Name', { exact: true }).fill(' ')
  expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
  await page.getByLabel('Name', { exact: true }).fill('long '.repeat(30))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('/name must be 1 to 100 characters').waitFor()
})
