import { afterAll, beforeAll, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from '../scenarios/stage.ts'
import { openVisit } from './visit.ts'

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
})
afterAll(() => visit?.stop())

it('lets a person look at debits and credits, and posts what they approve', async () => {
  const { company } = visit
  await visit.stage.settle(company, {}, { approveBeforePosting: true })
  await visit.push(
    anEvent(company, 'part/ABC1', aPart('ABC1')),
    anEvent(company, 'customer/C-1', aCustomer('C-1')),
    anEvent(company, 'invoice/1', anInvoice('1')),
  )
  expect(visit.held('Invoice', 'DocNumber', '1')).toEqual([])
  const { page, complaints } = await visit.enter('operator', `${company}/problems`)

  await page.getByRole('link', { name: 'Invoice 1', exact: true }).click()
  await page.getByText('It would be created as Invoice').waitFor()
  await page.getByRole('row', { name: /Accounts receivable.* 16\.58/ }).waitFor()
  await page.getByRole('button', { name: 'Approve what is shown' }).click()

  await page.getByText('QuickBooks has it as it is').waitFor()
  expect(visit.held('Invoice', 'DocNumber', '1')).toHaveLength(1)
  expect(complaints).toEqual([])
})
