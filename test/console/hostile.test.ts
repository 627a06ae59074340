import { afterAll, beforeAll, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from '../scenarios/stage.ts'
import { openVisit, seriousFindings, settled } from './visit.ts'

/** What somebody may have typed into the ERP, or into QuickBooks. */
const corpus = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(2)</script>',
  "'-alert(3)-'",
  '<svg/onload=alert(4)>',
  'javascript:alert(5)',
  '{{7*7}} #{7*7} <%= 7*7 %>',
  '</pre></style></title><iframe src=javascript:alert(6)>',
  '\u202Egnp.live\u202C עברית العربية',
  '=HYPERLINK("http://evil.example")',
  `Long ${'name '.repeat(80)}`,
]

/** Each screen, and a heading by which it is known to be there. */
const screens = {
  today: 'Records by kind',
  problems: 'Events that were refused',
  records: 'Records',
  'records/customer/C-0': 'Customer C-0',
  'pull-data/customer': 'Customers in QuickBooks',
  settings: 'Default accounts',
  setup: 'Setup of acme',
  activity: 'Activity',
}

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
  const company = visit.company
  await visit.push(
    anEvent(company, 'part/ABC1', aPart('ABC1')),
    ...corpus.map((name, index) => anEvent(company, `customer/C-${index}`, aCustomer(`C-${index}`, { name }))),
    anEvent(company, 'customer/C-1', aCustomer('C-1', { name: 'Plain' })),
    anEvent(
      company,
      'invoice/1',
      anInvoice('1', {
        custponum: corpus[0],
        lines: [{ prcpart: 'ABC1', description: corpus[1], qty: '1', price: '1.00', amount: '1.00' }],
      }),
    ),
    `{"company":"${company}", "note":"${corpus[0]}", "type":`,
  )
})
afterAll(() => visit?.stop())

it.each(Object.entries(screens))(
  'shows on %s as text what was written to be more, and nobody is kept out',
  { timeout: 60_000 },
  async (screen, heading) => {
    const { page, complaints } = await visit.enter('operator', `${visit.company}/${screen}`)
    await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    await settled(page)

    expect(complaints).toEqual([])
    expect(await page.locator('img[src="x"], iframe, svg[onload], script:not([src])').count()).toBe(0)
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
    expect(await seriousFindings(page)).toEqual([])
    await page.close()
  },
)

it.each(['BLT1/4-20', 'SCREW #8 "PAN"', '1% 10 Net 30', 'MÜ-7', '..', '%2F', 'a?b&c=d', 'a/hold'])(
  'opens the page of a record called %s by its link and by its address, where it can be held',
  async (id) => {
    await visit.push(anEvent(visit.company, `customer/${id}`, aCustomer(id, { name: `Named ${id.length} ${id[0]}` })))
    const { page, complaints } = await visit.enter('operator', `${visit.company}/records?kind=customer`)
    await page.getByRole('link', { name: `Customer ${id}`, exact: true }).click()
    await page.getByRole('heading', { name: `Customer ${id}`, exact: true }).waitFor()

    await page.goto(`${visit.api}/#/${visit.company}/records/customer/${encodeURIComponent(id)}`)
    await page.reload()
    await page.getByRole('heading', { name: `Customer ${id}`, exact: true }).waitFor()
    await page.getByRole('button', { name: 'Hold', exact: true }).click()
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  },
)

it('shows the whole of a hostile name', async () => {
  const { page } = await visit.enter('operator', `${visit.company}/records/customer/C-0`)

  await page.getByText('<img src=x onerror=alert(1)>').first().waitFor()
  await page.close()
})

it.each([
  ['in the dark', { colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
] as const)('can be read %s', async (_, options) => {
  const { page, complaints } = await visit.enter('operator', `${visit.company}/today`, options)
  for (const [screen, heading] of Object.entries(screens)) {
    await page.goto(`${visit.api}/#/${visit.company}/${screen}`)
    await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    await settled(page)
    expect([screen, ...(await seriousFindings(page))]).toEqual([screen])
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect([screen, Number(overflow) > 1]).toEqual([screen, false])
  }
  expect(complaints).toEqual([])
  await page.close()
})

it('shows a long list page by page, so that no page grows with the list', async () => {
  const { company } = visit
  await visit.push(
    ...Array.from({ length: 60 }, (_, index) => anEvent(company, `customer/M-${index}`, aCustomer(`M-${index}`))),
  )
  const { page } = await visit.enter('operator', `${company}/records?kind=customer`)
  const rows = page.getByRole('row')
  await page.getByRole('button', { name: 'Next page' }).click()
  await page.getByRole('link', { name: 'Customer M-9', exact: true }).waitFor()

  expect(await rows.count()).toBeLessThanOrEqual(51)
  await page.getByRole('button', { name: 'Previous page' }).click()
  await page.getByRole('link', { name: 'Customer C-0', exact: true }).waitFor()
  await page.close()
})

it.each([
  ['?connected=acme', 'QuickBooks is connected'],
  ['?connect-error=realm-taken&company=acme', 'connected to another company here already'],
  ['?connect-error=%3Cscript%3E&company=%3Cscript%3E', 'QuickBooks was not connected'],
])(
  'tells whoever comes back from Intuit how it went, and clears the address: %s',
  { timeout: 60_000 },
  async (query, sentence) => {
    const { page, complaints } = await visit.enter('operator')
    await page.goto(`${visit.api}/${query}`)

    await page.getByText(sentence).first().waitFor()
    expect(new URL(page.url()).search).toBe('')
    expect(complaints).toEqual([])
    await page.close()
  },
)
