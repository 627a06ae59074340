import { parseArgs } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Page } from 'playwright-core'
import * as z from 'zod/mini'
import { catalogStore } from '../../shared/aws/catalog.ts'
import { chunks, eachOf } from '../../shared/lib/each.ts'
import { openVisit } from '../console/visit.ts'
import { companyName } from './companies.ts'

/** As many pages as a person leafs through before they look for something by name. */
const PAGES = 20
const ROWS_DECIDED = 20
/** Letter by letter, as a quick typist types; the last is in no name. */
const typed = ['halyard mar', '99871', 'acme', 'xylophone']
const KEY_MS = 80
/** The page looks for what is typed once nothing has been typed for a little less than this. */
const TYPING_MS = 320

const { values } = parseArgs({
  options: { customers: { type: 'string', default: '100000' }, suggested: { type: 'string', default: '2000' } },
})
const count = Number(values.customers)

const say = (line: string) => process.stdout.write(`${line}\n`)
const visit = await openVisit()

/** Measures what a person waits for on Pull Data, in a real browser. */
async function run(): Promise<void> {
  const { company } = visit
  await seed()
  const { page } = await visit.enter('operator', `${company}/today`)
  await page.addInitScript(observer)
  page.setDefaultTimeout(120_000)
  say(`browser: long tasks are those of more than 50 ms`)

  await measured(page, 'whole page loaded, first rows shown', async () => {
    await page.goto(`${visit.api}/#/${company}/pull-data/customer`)
    await page.reload()
    await page
      .getByRole('button', { name: /^Ignore / })
      .first()
      .waitFor()
  })
  await measured(page, 'from another screen, first rows shown', async () => {
    await page.getByRole('link', { name: 'Activity' }).first().click()
    await page.getByRole('heading', { name: 'Activity' }).waitFor()
    await page.evaluate(`location.hash = '#/${company}/pull-data/customer'`)
    await page
      .getByRole('button', { name: /^Ignore / })
      .first()
      .waitFor()
  })
  await measured(page, 'those without a suggestion', async () => {
    const changed = await rowsChange(page)
    await page.getByRole('button', { name: 'No suggestion' }).click()
    await changed()
  })
  const pages = []
  for (let number = 0; number < PAGES; number++) {
    pages.push(
      await timed(async () => {
        const changed = await rowsChange(page)
        await page.getByRole('button', { name: 'Next page' }).click()
        await changed()
      }),
    )
  }
  await told(page, `${PAGES} pages forward`, pages)
  await measured(page, 'scrolled down and up', () => scroll(page))

  for (const words of typed) {
    const field = page.getByLabel('Find by QuickBooks name')
    const spent = await timed(async () => {
      await field.pressSequentially(words, { delay: KEY_MS })
      await settledRows(page)
    })
    const found = await page.getByRole('button', { name: /^Ignore / }).count()
    await told(page, `"${words}" typed, ${found} rows; after the last letter`, [spent - words.length * KEY_MS])
    await field.fill('')
    await settledRows(page)
    await longTasks(page)
  }

  await page.getByRole('button', { name: 'Suggested' }).click()
  await settledRows(page)
  await page
    .getByRole('button', { name: /^Ignore / })
    .first()
    .focus()
  const decided = []
  for (let row = 0; row < ROWS_DECIDED; row++) {
    decided.push(
      await timed(async () => {
        const changed = await rowsChange(page)
        await page.keyboard.press('i')
        await changed()
      }),
    )
  }
  await told(page, `${ROWS_DECIDED} rows ignored by keyboard, each`, decided)
}

/** Puts the customers straight into the catalog, as a pull leaves them there. */
async function seed(): Promise<void> {
  const { aws, tables } = visit.stage.endpoints
  const { region, dynamodb: endpoint, accessKeyId, secretAccessKey } = aws
  const db = new DynamoDBClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } })
  const catalog = catalogStore(db, tables['catalog'] ?? '')
  const connection = (await visit.stage.call('GET', `/companies/${visit.company}/connection`)).body
  const { epoch } = z.parse(z.object({ epoch: z.number() }), connection)
  const sighting = {
    company: visit.company,
    epoch,
    type: 'customer' as const,
    at: new Date().toISOString(),
    owners: new Map(),
  }
  const began = Date.now()
  const customers = Array.from({ length: count }, (_, n) => ({
    Id: String(n + 1),
    SyncToken: '0',
    DisplayName: companyName(n),
    Active: true,
    PrimaryEmailAddr: { Address: `books@customer${n}.example` },
    BillAddr: { Line1: `${n} Main Street`, City: 'Springfield', CountrySubDivisionCode: 'IL', PostalCode: '62701' },
  }))
  await eachOf(chunks(customers, 25), 8, (some) => catalog.add(sighting, some))
  const some = customers.slice(0, Number(values.suggested))
  await eachOf(chunks(some, 100), 4, async (batch) => {
    const entities = await catalog.getAll(
      visit.company,
      epoch,
      'customer',
      batch.map(({ Id }) => Id),
    )
    for (const entity of entities.values()) {
      const evidence = ['The names are the same but for their legal form']
      const suggestion = {
        key: `customer/C-${entity.id}` as const,
        name: entity.name,
        confidence: 'sure' as const,
        score: 0.97,
        evidence,
      }
      await catalog.stand(visit.company, epoch, entity, { status: 'suggested', suggestion })
    }
  })
  const keeping = performance.now()
  await catalog.keepNames(visit.company, epoch, 'customer')
  say(`their names kept in ${((performance.now() - keeping) / 1_000).toFixed(1)} s`)
  say(
    `${count} customers in the catalog, ${some.length} with a suggestion, in ${((Date.now() - began) / 1_000).toFixed(0)} s`,
  )
}

/** Runs in the page: notes every long task from its beginning. */
function observer(): void {
  const own = globalThis as unknown as { longTasks: number[]; PerformanceObserver: typeof PerformanceObserver }
  own.longTasks = []
  new own.PerformanceObserver((list) =>
    own.longTasks.push(...list.getEntries().map(({ duration }) => duration)),
  ).observe({
    type: 'longtask',
    buffered: true,
  } as never)
}

async function longTasks(page: Page): Promise<number[]> {
  return z.parse(z.array(z.number()), await page.evaluate('globalThis.longTasks.splice(0)'))
}

async function timed(act: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

async function measured(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  await told(page, what, [await timed(act)])
}

async function told(page: Page, what: string, times: readonly number[]): Promise<void> {
  const sorted = times.toSorted((one, other) => one - other)
  const ms = (value: number | undefined) => `${value?.toFixed(0)} ms`
  const middle = sorted[Math.floor(sorted.length / 2)]
  const tasks = await longTasks(page)
  const stutter = tasks.length === 0 ? 'no long task' : `${tasks.length} long tasks, at most ${ms(Math.max(...tasks))}`
  say(
    `  ${what}: ${sorted.length === 1 ? ms(middle) : `median ${ms(middle)}, at most ${ms(sorted.at(-1))}`}; ${stutter}`,
  )
}

const firstRow = `document.querySelector('tbody tr')?.innerText`

/** Waits in the page itself, frame by frame, so that nothing but the page is measured. */
async function once(page: Page, condition: string): Promise<void> {
  await page.evaluate(
    `new Promise((resolve) => { const look = () => (${condition}) ? resolve() : requestAnimationFrame(look); look() })`,
  )
}

/** Waits until the table begins with another row than when this was called. */
async function rowsChange(page: Page): Promise<() => Promise<void>> {
  const before = JSON.stringify(await page.evaluate(firstRow))
  return () => once(page, `(row => row && !row.startsWith('Loading') && row !== ${before})(${firstRow})`)
}

/** Waits until what was typed has been looked for. */
async function settledRows(page: Page): Promise<void> {
  await page.waitForTimeout(TYPING_MS)
  await once(page, `!(${firstRow} ?? '').startsWith('Loading')`)
}

async function scroll(page: Page): Promise<void> {
  await page.mouse.move(640, 500)
  for (const by of [400, -400]) for (let step = 0; step < 15; step++) await page.mouse.wheel(0, by)
  await page.waitForTimeout(300)
}

await run().finally(() => visit.stop())
process.exit()
