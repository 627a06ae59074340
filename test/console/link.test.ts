import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aCustomer, anEvent } from '../scenarios/stage.ts'
import { openVisit, seriousFindings } from './visit.ts'

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
  const { company } = visit
  await visit.stage.settle(company, { customer: false, invoice: false, part: false, vendor: false }, { confirm: true })
  await visit.push(
    anEvent(company, 'customer/C-1', aCustomer('C-1', { name: 'Alder Creek' })),
    anEvent(company, 'customer/C-2', aCustomer('C-2', { name: 'Brightwater' })),
  )
})
afterAll(() => visit?.stop())

it('links, ignores and takes back without a mouse', async () => {
  const { page, complaints } = await visit.enter('operator', `${visit.company}/pull-data/customer`)
  const row = (name: string) => page.getByRole('row').filter({ hasText: name })
  const standing = async (key: string) => (await visit.stage.record(visit.company, key)) as { link: unknown }
  await page.getByRole('button', { name: 'Run Full Sync' }).press('Enter')
  await page.getByRole('button', { name: 'Sync Alder Creek Avionics' }).waitFor()
  expect(await seriousFindings(page)).toEqual([])

  await page.getByRole('button', { name: /^(Sync|Search for) Alder Creek Avionics/ }).focus()
  await page.keyboard.press('/')
  await page.keyboard.type('C-1')
  await page.getByRole('option', { name: 'Alder Creek' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Sync Alder Creek Avionics' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')

  await page.getByText('“Alder Creek Avionics” is linked to Customer C-1').waitFor()
  expect(await standing('customer/C-1')).toMatchObject({ link: { type: 'Customer', id: '1' } })

  // The next row has taken its place, with the keyboard at it.
  await page
    .getByRole('button', { name: /Brightwater Pumps/ })
    .and(page.locator(':focus'))
    .waitFor()
  await page.keyboard.press('i')
  await page.getByText('“Brightwater Pumps” is ignored').waitFor()
  await row('Brightwater Pumps').waitFor({ state: 'detached' })
  await page.keyboard.press('u')
  await row('Brightwater Pumps').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('u')

  await row('Alder Creek Avionics').waitFor()
  expect(await standing('customer/C-1')).toMatchObject({ link: null })
  expect(complaints).toEqual([])
})

it('shows what linking a pair would change in QuickBooks, before it is linked', async () => {
  const { company } = visit
  const { page, complaints } = await visit.enter('operator', `${company}/pull-data/customer`)
  const change = 'Name: Alder Creek Avionics becomes Alder Creek'
  const sync = page.getByRole('button', { name: 'Sync Alder Creek Avionics' })
  const hasChanged = async () => ((await visit.stage.record(company, 'customer/C-1')) as { link: unknown }).link

  await sync.focus()
  await page.keyboard.press('d')
  await page.getByText(change, { exact: true }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  // The keyboard is where it was.
  await sync.and(page.locator(':focus')).waitFor()
  await page.keyboard.press('d')
  await page.getByText(change, { exact: true }).waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'What would change in Alder Creek Avionics' }).click()
  await page.getByText(change, { exact: true }).waitFor()
  expect(await hasChanged()).toBeNull()
  expect(complaints).toEqual([])
})

it('links all the sure ones after showing them, and undoes all of it', async () => {
  const { company } = visit
  await visit.push(anEvent(company, 'vendor/V-1', { vendnum: 'V-1', name: 'Copperline Circuits, Inc.' }))
  const { page, complaints } = await visit.enter('operator', `${company}/pull-data/vendor`)
  const link = async () => ((await visit.stage.record(company, 'vendor/V-1')) as { link: object | null }).link
  await page.getByRole('button', { name: 'Run Full Sync' }).click()
  await page.getByRole('button', { name: 'Sync Copperline Circuits', exact: true }).waitFor()

  await page.getByRole('button', { name: 'Sync all' }).click()
  await page.getByRole('menuitem', { name: /Those that are sure/ }).click()
  const question = page.getByRole('dialog', { name: 'Link 1 record?' })
  await question.getByText('Name: Copperline Circuits becomes Copperline Circuits, Inc.').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  expect(await link()).toBeNull()
  await question.getByRole('button', { name: 'Link 1', exact: true }).click()

  await page.getByText('1 record is linked').first().waitFor()
  expect(await link()).toMatchObject({ type: 'Vendor', id: '5' })
  await page.getByRole('button', { name: 'Undo all of them' }).click()
  await page.getByText('1 record is no longer linked').first().waitFor()
  expect(await link()).toBeNull()
  expect(complaints).toEqual([])
})

it('brings the list out as CSV that no spreadsheet runs, and takes it back', async () => {
  const { company } = visit
  visit.quickBooks.person(visit.realm).create('Vendor', { DisplayName: '=1+1 Supply' })
  await visit.push(anEvent(company, 'vendor/V-2', { vendnum: 'V-2', name: 'Tidewater' }))
  const { page } = await visit.enter('operator', `${company}/pull-data/vendor`)
  await page.getByRole('button', { name: 'Run Full Sync' }).click()
  await page
    .getByText(/^All \d+ are here/)
    .first()
    .waitFor()

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: 'CSV' })
      .click()
      .then(() => page.getByRole('menuitem', { name: /Save as CSV/ }).click()),
  ])
  const csv = readFileSync(await download.path(), 'utf8')
  expect(csv).toContain(`"'=1+1 Supply"`)
  expect(csv).not.toMatch(/(^|,)"?[=+@]/m)

  const tidewater = visit.held('Vendor', 'DisplayName', 'Tidewater Tool & Die')[0]?.id
  await page.getByLabel('A CSV of links').setInputFiles({
    name: 'links.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`id,key\n${tidewater},vendor/V-2\n`),
  })
  await page.getByRole('dialog').getByRole('button', { name: 'Link 1', exact: true }).click()
  await page.getByText('1 record is linked').first().waitFor()
  expect(await visit.stage.record(company, 'vendor/V-2')).toMatchObject({ link: { type: 'Vendor', id: tidewater } })
})
