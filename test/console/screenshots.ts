import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runDemo } from '../local/demo.ts'
import { aCustomer, anEvent, anInvoice, aPart } from '../scenarios/stage.ts'
import { openVisit, settled } from './visit.ts'

const FOLDER = join(import.meta.dirname, '../../.local/screenshots')
const SIZES = {
  wide: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const
const SCREENS = {
  companies: '',
  today: 'demo/today',
  problems: 'demo/problems',
  records: 'demo/records',
  record: 'demo/records/invoice/10482',
  'pull-data': 'acme/pull-data/customer',
  settings: 'demo/settings',
  setup: 'acme/setup',
  activity: 'demo/activity',
}

const invoice = (id: string, change: object) =>
  anEvent('demo', `invoice/${id}`, anInvoice(id, { lines: [aLine], total_invoice_amount: '13.50', ...none, ...change }))
const aLine = { prcpart: 'KIT-4001', qty: '3', price: '4.50', amount: '13.50' }
const none = { invoice_tax_subtotal: '0.00', freight: '0.00' }

/** What keeps records out: totals that are wrong, customers that are not there or have no possible name. */
const troubles = [
  anEvent('demo', 'part/KIT-4001', aPart('KIT-4001')),
  invoice('10493', { custnum: 'C-1003', total_invoice_amount: '1250.00' }),
  invoice('10494', { custnum: 'C-1004', total_invoice_amount: '48.20' }),
  invoice('10495', { custnum: 'C-1011' }),
  anEvent('demo', 'customer/C-1012', aCustomer('C-1012', { name: 'Northwind: East' })),
  anEvent('demo', 'customer/C-1013', aCustomer('C-1013', { name: 'Alder Creek Avionics' })),
]
const alike = [
  ['C-1', 'Alder Creek Avionics, Inc.'],
  ['C-2', 'Brightwater Pumps'],
  ['C-3', 'ODell and Sons'],
  ['C-4', 'State Surplus Stores'],
].map(([id = '', name]) => anEvent('acme', `customer/${id}`, aCustomer(id, { name })))

/** Makes a picture of every screen: wide, dark and on a phone. */
async function run(): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  const visit = await openVisit()
  const { stage, api } = visit
  try {
    await stage.call('PUT', '/companies/acme', { name: 'Acme Machining' })
    const off = { part: false, customer: false, vendor: false, invoice: false }
    await stage.settle('acme', off, { confirm: true, goLiveAt: null })
    await runDemo(stage.endpoints, () => {})
    await visit.push(...troubles, ...alike)
    await stage.quiet('demo')
    for (const [size, options] of Object.entries(SIZES)) {
      const { page } = await visit.enter('operator', 'acme/pull-data/customer', options)
      await page.getByRole('button', { name: 'Run Full Sync' }).click()
      await page.getByRole('button', { name: 'Sync Brightwater Pumps' }).waitFor()
      for (const [name, hash] of Object.entries(SCREENS)) {
        await page.goto(`${api}/#/${hash}`)
        await settled(page)
        // What is asked for next shows a moment later.
        await page.waitForTimeout(500)
        await page.screenshot({ path: join(FOLDER, `${size}-${name}.png`) })
      }
      await page.evaluate('sessionStorage.clear()')
      await page.goto(api)
      await page.reload()
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
      await page.screenshot({ path: join(FOLDER, `${size}-sign-in.png`) })
      await page.close()
    }
  } finally {
    await visit.stop()
  }
  console.info(`The pictures are in ${FOLDER}`)
}

await run()
process.exit()
