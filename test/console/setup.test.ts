import { afterAll, beforeAll, expect, it } from 'vitest'
import { openVisit, seriousFindings, settled } from './visit.ts'

const REALM = '9130000000000002'

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
  visit.quickBooks.addRealm({ realmId: REALM, name: 'Books of the second company', withLists: true })
})
afterAll(() => visit?.stop())

it('leads from nothing to the first invoice in QuickBooks', async () => {
  const { page, complaints } = await visit.enter('operator')
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
  const next = () => press('Next')

  await page.getByRole('button', { name: /^Company: / }).click()
  await page.getByRole('menuitem', { name: 'New company' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Second Company, Inc.')
  await press('Create and set up')

  await page.getByRole('heading', { name: 'Before you begin' }).waitFor()
  await next()
  await press('Connect QuickBooks')
  await page.getByRole('link', { name: REALM }).click()

  // Back from Intuit, the wizard goes on where something is left.
  await page.getByRole('heading', { name: 'Pull the lists' }).waitFor()
  await page.getByText('QuickBooks is connected').waitFor()
  await press('Run Full Sync')
  await page
    .getByText(/^All \d+ are here/)
    .first()
    .waitFor()
  await next()
  expect(await seriousFindings(page)).toEqual([])
  await next()
  await press('Fill in the accounts that suit')
  // Two accounts would suit as expense account, so that one is left to the person.
  await page.getByRole('button', { name: /^Part Expense/ }).click()
  await page.keyboard.type('Cost of Goods')
  await page.getByRole('option', { name: 'Cost of Goods Sold' }).first().click()
  await page.getByRole('heading', { name: '✓ Default accounts' }).waitFor()
  await next()
  await page.getByLabel('The ERP counts').waitFor()
  await page.getByText('Opening Balance Equity').first().waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await next()
  await page.getByLabel('As a line of its own').click()
  await page.getByText('The income account of the item for the tax').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByLabel('The ERP’s total is posted').click()
  await page.getByText('Sales tax payable (by QuickBooks)').waitFor()
  await page.getByRole('button', { name: /^Tax code of an invoice/ }).click()
  await page.getByRole('option', { name: /California/ }).click()
  await page.getByRole('button', { name: /^Tax code of an invoice.*California/ }).waitFor()
  await next()
  await next()
  await next()
  await press('Send sample records')
  // The rehearsal: what it would do to the books, before anything is sent.
  await page.getByText('Invoice SAMPLE-1 C-SAMPLE').waitFor()
  await settled(page)
  expect(await seriousFindings(page)).toEqual([])
  expect(visit.quickBooks.entities(REALM, 'Invoice')).toEqual([])
  await press('Switch on')

  await page.getByText('Everything is in QuickBooks and agrees').waitFor()
  await page.getByText('4 records are in QuickBooks, each in its newest version.').waitFor()
  const invoices = visit.quickBooks.entities(REALM, 'Invoice').map(({ entity }) => entity)
  expect(invoices).toEqual([expect.objectContaining({ DocNumber: 'SAMPLE-1', TotalAmt: 13.5 })])
  expect(complaints).toEqual([])
})

it('goes on where it was left, and says what is left', async () => {
  await visit.stage.call('PUT', '/companies/third', { name: 'Third' })
  await visit.stage.connect('third', '9130347596842132')
  const { page } = await visit.enter('operator', 'third/today')

  await page.getByRole('link', { name: 'Continue the setup' }).click()

  await page.getByRole('heading', { name: 'Pull the lists' }).waitFor()
  await page.getByText('✓ Connect QuickBooks').waitFor()
})

it('tells whoever was refused at Intuit why, and where to go on', async () => {
  await visit.stage.call('PUT', '/companies/fourth', { name: 'Fourth' })
  const { page } = await visit.enter('operator', 'fourth/settings')
  const connect = page.getByRole('button', { name: 'Connect QuickBooks' })

  await connect.click()
  await page.getByRole('link', { name: 'None: cancel' }).click()
  await page.getByText('Nobody allowed the connection at Intuit').waitFor()
  expect(page.url()).toBe(`${visit.api}/#/fourth/settings`)

  await connect.click()
  await page.getByRole('link', { name: visit.realm }).click()
  await page.getByText('connected to another company here already').waitFor()
})
