import { afterAll, beforeAll, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from '../scenarios/stage.ts'
import { openVisit } from './visit.ts'

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
  const { company } = visit
  await visit.push(
    anEvent(company, 'part/ABC1', aPart('ABC1')),
    anEvent(company, 'customer/C-1', aCustomer('C-1')),
    anEvent(company, 'customer/C-2', aCustomer('C-2', { name: 'Alder Creek Avionics' })),
    anEvent(company, 'invoice/1', anInvoice('1')),
  )
})
afterAll(() => visit?.stop())

it('mends a problem: a customer that QuickBooks has already is linked to the one there', {}, async () => {
  const { page } = await visit.enter('operator', `${visit.company}/today`)
  await page.getByText('Somebody has to see to 1 record').waitFor()
  await page.getByRole('link', { name: 'See to them' }).click()
  await page.getByRole('heading', { name: 'Customers: QuickBooks has their name already' }).waitFor()
  await page.getByText(/already has the customer "Alder Creek Avionics"/).waitFor()

  await page.getByRole('button', { name: 'Link to the one in QuickBooks' }).click()

  await page.getByText('No record needs anybody.').waitFor()
  const record = await visit.stage.record(visit.company, 'customer/C-2')
  expect(record).toMatchObject({ link: { type: 'Customer', id: '1' } })
  expect(visit.held('Customer', 'DisplayName', 'Alder Creek Avionics')).toHaveLength(1)
})

it('lets all records of a cause go again at once', async () => {
  visit.quickBooks.setPreferences(visit.realm, { bookCloseDate: '2026-11-21' })
  await visit.push(
    anEvent(visit.company, 'invoice/2', anInvoice('2')),
    anEvent(visit.company, 'invoice/3', anInvoice('3')),
  )
  const { page } = await visit.enter('operator', `${visit.company}/problems`)
  await page.getByRole('heading', { name: 'Invoices: the books are closed at their date' }).waitFor()
  visit.quickBooks.setPreferences(visit.realm, { bookCloseDate: null })

  await page.getByRole('button', { name: 'Try all 2 again' }).click()

  await page.getByText('No record needs anybody.').waitFor()
  expect(visit.held('Invoice', 'DocNumber', '2')).toHaveLength(1)
  expect(visit.held('Invoice', 'DocNumber', '3')).toHaveLength(1)
})

it('shows what was sent and answered, what it does to the books, and who held it', async () => {
  const { page } = await visit.enter('operator', `${visit.company}/records?q=1&kind=invoice`)
  await page.getByRole('link', { name: 'Invoice 1', exact: true }).click()
  await page.getByText('"DocNumber": "1"').first().waitFor()
  await page.getByText('QuickBooks took it').waitFor()

  await page.getByRole('button', { name: 'Hold' }).click()
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  await page.getByRole('tab', { name: 'Who did what' }).click()
  await page.getByText('Put it on hold', { exact: true }).waitFor()
  await page.getByText('You (operator@demo.example)').first().waitFor()
  await page.getByRole('tab', { name: 'What it does to the books' }).click()

  const rows = page.getByRole('row').filter({ hasText: 'Accounts Receivable' })
  await rows.first().waitFor()
  expect(await rows.first().innerText()).toContain('16.58')
})

it('offers nothing to whoever may only look', async () => {
  const members = `/companies/${visit.company}/members`
  await visit.stage.call('PUT', `${members}/${visit.idOf('accountant')}`, { role: 'viewer' })
  const { page } = await visit.enter('accountant', `${visit.company}/records/invoice/1`)
  await page.getByText('"DocNumber": "1"').first().waitFor()

  expect(await page.getByRole('button', { name: /Hold|Resume|Retry/ }).count()).toBe(0)
})
