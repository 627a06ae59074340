import { afterAll, beforeAll, expect, it } from 'vitest'
import { catalogCalls } from '../scenarios/catalog-calls.ts'
import { openVisit, seriousFindings } from './visit.ts'

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
  await catalogCalls(visit).pull('all')
})
afterAll(() => visit?.stop())

const settings = async () => (await visit.stage.call('GET', `/companies/${visit.company}/settings`)).body

it('chooses the seldom needed item and account by name', async () => {
  const { page, complaints } = await visit.enter('operator', `${visit.company}/settings`)
  const [item] = visit.held('Item', 'Name', 'Engineering hours')
  const [account] = visit.held('Account', 'Name', 'Advertising')
  const open = () => page.getByRole('button', { name: 'Items, adjustments and exemptions' }).click()
  await open()

  await page.getByRole('button', { name: /^Item for invoice lines without a part/ }).click()
  await page.keyboard.type('hour')
  await page.getByRole('option', { name: 'Engineering hours' }).click()
  await page.getByRole('button', { name: /^Item for invoice lines without a part.*Engineering hours/ }).waitFor()
  await page.getByRole('button', { name: /^Account that quantity adjustments/ }).click()
  await page.keyboard.type('adverti')
  await page.getByRole('option', { name: /^Advertising/ }).click()
  await page.getByRole('button', { name: /^Account that quantity adjustments.*Advertising/ }).waitFor()
  expect(await settings()).toMatchObject({ itemWithoutPart: item?.id, quantityAccount: account?.id })

  await page.reload()
  await open()
  await page.getByRole('button', { name: /^Item for invoice lines without a part.*Engineering hours/ }).click()
  await page.getByRole('option', { name: 'None' }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('option', { name: 'None' }).click()
  await page.getByRole('button', { name: /^Item for invoice lines without a part.*None/ }).waitFor()
  expect(await settings()).toMatchObject({ itemWithoutPart: null, quantityAccount: account?.id })
  expect(complaints).toEqual([])
})
