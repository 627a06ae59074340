import { afterAll, beforeAll, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from '../scenarios/stage.ts'
import { openVisit, seriousFindings } from './visit.ts'

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
  const { company } = visit
  await visit.push(
    anEvent(company, 'part/ABC1', aPart('ABC1')),
    anEvent(company, 'customer/C-1', aCustomer('C-1')),
    anEvent(company, 'invoice/1', anInvoice('1')),
    anEvent(company, 'invoice/2', anInvoice('2')),
  )
})
afterAll(() => visit?.stop())

it('says of what the ERP has deleted that it is deleted, on its page, in the list and in the activity', async () => {
  const { company } = visit
  await visit.push(anEvent(company, 'invoice/2', undefined))
  const { page } = await visit.enter('operator', `${company}/records?kind=invoice&state=deleted`)
  const row = page.getByRole('row').filter({ hasText: 'Invoice 2' })
  await row.getByText('Deleted', { exact: true }).waitFor()
  await row.getByText('Deleted in the ERP').waitFor()

  await row.getByRole('link', { name: 'Invoice 2' }).click()
  await page.getByText('Not there', { exact: true }).waitFor()
  await page.goto(`${visit.api}/#/${company}/activity`)
  await page.getByText('Deleted Invoice 2 in QuickBooks').waitFor()
  expect(await page.getByText('In QuickBooks', { exact: true }).count()).toBe(0)
})

it('answers that everything agrees, then how many records and how much money somebody has to see to', async () => {
  const { company } = visit
  const { page } = await visit.enter('operator', `${company}/today`)
  await page.getByText('Everything is in QuickBooks and agrees').waitFor()
  await page.getByText('3 records are in QuickBooks, each in its newest version.').waitFor()

  await visit.push(
    anEvent(company, 'invoice/3', anInvoice('3', { total_invoice_amount: '135000.00' })),
    anEvent(company, 'invoice/4', anInvoice('4', { total_invoice_amount: '7.00' })),
  )
  await page.getByText('Somebody has to see to 2 records, 135,007.00 in all').waitFor()
  await page.reload()
  await page.getByText('Somebody has to see to 2 records, 135,007.00 in all').waitFor()
  // The badge beside Problems, and the list of companies, say the same.
  await page.getByRole('listitem').filter({ hasText: 'Problems' }).getByText('2', { exact: true }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.goto(`${visit.api}/#/`)
  await page.getByText('Somebody has to see to 2 records, 135,007.00 in all').waitFor()
  await page.getByText('Connected', { exact: true }).waitFor()

  // Another person's company appears by itself.
  await visit.stage.call('PUT', '/companies/created-meanwhile', { name: 'Created Meanwhile' })
  await page.getByRole('link', { name: 'Created Meanwhile' }).waitFor()
  await page.getByText('Somebody has to finish the setup').waitFor()
})

it('leads from a problem to the setting that solves it', async () => {
  const { company } = visit
  const line = { description: 'Set-up charge', qty: '1', price: '9.00', amount: '9.00' }
  const content = { lines: [line], invoice_tax_subtotal: '0.00', freight: '0.00', total_invoice_amount: '9.00' }
  await visit.push(anEvent(company, 'invoice/5', anInvoice('5', content)))
  const { page } = await visit.enter('operator', `${company}/records/invoice/5`)

  await page.getByRole('link', { name: 'Open the setting' }).click()

  const setting = page.locator('[data-setting=itemWithoutPart]')
  await setting.getByText('Item for invoice lines without a part').waitFor()
  expect(await setting.getAttribute('class')).toBe('wanted')
  expect(await seriousFindings(page)).toEqual([])
})

it('has one Run Full Sync, for the list that is open', async () => {
  const { page } = await visit.enter('operator', `${visit.company}/pull-data/account`)
  for (const list of ['Customers', 'Parts', 'Terms', 'Accounts']) {
    await page.getByRole('button', { name: list, exact: true }).click()
    await page.getByRole('heading', { name: `${list} in QuickBooks` }).waitFor()
    expect(await page.getByRole('button', { name: 'Run Full Sync' }).count()).toBe(1)
  }
  await page.getByRole('button', { name: 'Run Full Sync' }).click()
  await page.getByText('Accounts from QuickBooks', { exact: true }).waitFor()
  await page
    .getByText(/^All \d+ are here/)
    .first()
    .waitFor()
})

it('goes to Intuit and back by Refresh Tokens, while connected too', async () => {
  const { page, complaints } = await visit.enter('operator', `${visit.company}/settings?at=connection`)
  const before = await visit.stage.call('GET', `/companies/${visit.company}/connection`)
  await page.getByRole('button', { name: 'Reconnect (Refresh Tokens)' }).click()
  await page.getByRole('link', { name: visit.realm }).click()
  await page.getByText('QuickBooks is connected').waitFor()
  await page.getByRole('button', { name: 'Reconnect (Refresh Tokens)' }).waitFor()
  const after = await visit.stage.call('GET', `/companies/${visit.company}/connection`)
  expect(after.body).toMatchObject({ status: 'connected', realmId: visit.realm })
  expect(after.body).not.toMatchObject({ connectedAt: (before.body as { connectedAt: string }).connectedAt })
  expect(complaints).toEqual([])
})
