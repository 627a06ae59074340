import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogCalls } from './catalog-calls.ts'
import { aCustomer, anEvent, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
beforeAll(async () => {
  story = await openStory()
  calls = catalogCalls(story)
  await story.stage.settle(
    story.company,
    { customer: false, vendor: false, part: false, invoice: false },
    { confirm: true },
  )
})
afterAll(() => story?.stop())

const inBooth = {
  customers: ['Halyard Marine Fittings', 'Bluestone Quarry Equipment', 'Tessellate Ceramics'],
  vendors: ['Larkspur Fasteners', 'Quillfeather Paper Mills'],
  parts: ['ZNC1001', 'ZNC1002'],
}
const onlyInErp = { customers: ['Wexford Orthopaedics'], vendors: ['Umberland Castings'], parts: ['ZNC1003'] }

/** The ERP's side of the five lists: some are in QuickBooks too, written a little otherwise. */
const erp = () => [
  anEvent(story.company, 'account/4000', { number: '4000', name: 'Sales of Product Income', type: 'Income' }),
  anEvent(story.company, 'terms/NET30', { name: 'NET30', due_days: 30 }),
  ...[...inBooth.customers, ...onlyInErp.customers].map((name, n) =>
    anEvent(story.company, `customer/C-${n}`, aCustomer(`C-${n}`, { name, phone: `555-010${n}` })),
  ),
  ...[...inBooth.vendors, ...onlyInErp.vendors].map((name, n) =>
    anEvent(story.company, `vendor/V-${n}`, { vendnum: `V-${n}`, name }),
  ),
  ...[...inBooth.parts, ...onlyInErp.parts].map((part) =>
    anEvent(story.company, `part/${part}`, aPart(part, { non_inventory: true })),
  ),
]

const everything = () =>
  (['Customer', 'Vendor', 'Item'] as const).flatMap((type) =>
    story.quickBooks.entities(story.realm, type).map(({ id, entity }) => `${type} ${id} ${entity['SyncToken']}`),
  )
const types = ['account', 'term', 'vendor', 'customer', 'item']
const linkAll = async (dryRun: boolean) => {
  const batches = []
  for (const type of types) batches.push(await calls.batch(`/catalog/${type}/link-all`, { confidence: 'sure', dryRun }))
  return batches
}

describe('two sets of books', () => {
  it('are pulled and matched, and nothing is tied by itself', async () => {
    for (const name of inBooth.customers) calls.created('Customer', { DisplayName: `${name}, Inc.` })
    for (const name of inBooth.vendors) calls.created('Vendor', { DisplayName: name })
    for (const Name of inBooth.parts) {
      calls.created('Item', {
        Name,
        Sku: Name,
        Type: 'NonInventory',
        IncomeAccountRef: { value: '79' },
        ExpenseAccountRef: { value: '80' },
      })
    }
    await story.push(...erp())

    expect(await calls.pull('all')).toMatchObject({ state: 'done', error: null })

    const [halyard] = (await calls.catalog('type=customer&q=halyard')).items
    expect(halyard).toMatchObject({
      status: 'suggested',
      key: null,
      suggestion: { key: 'customer/C-0', name: 'Halyard Marine Fittings', evidence: [expect.any(String)] },
    })
    for (const type of types) expect((await calls.catalog(`type=${type}&status=linked`)).items).toEqual([])
  })

  it('can be tried: it is told what would be tied, and what would differ in QuickBooks', async () => {
    const before = everything()
    const [, , , customers] = await linkAll(true)

    expect(customers).toMatchObject({ what: 'link-all', state: 'done', total: inBooth.customers.length, differing: 3 })
    const items = await calls.items(customers?.id ?? '')
    expect(items).toHaveLength(inBooth.customers.length)
    expect(items.find(({ key }) => key === 'customer/C-0')).toMatchObject({
      outcome: 'would-link',
      differs: expect.arrayContaining([
        { field: 'DisplayName', inQuickBooks: 'Halyard Marine Fittings, Inc.', afterPush: 'Halyard Marine Fittings' },
        { field: 'PrimaryPhone', inQuickBooks: null, afterPush: { FreeFormNumber: '555-0100' } },
      ]),
    })
    for (const type of types) expect((await calls.catalog(`type=${type}&status=linked`)).items).toEqual([])
    expect(everything()).toEqual(before)
  })

  it('can be tried pair by pair: each is told what the batch tells of it', async () => {
    const before = everything()
    const [, , , customers] = await linkAll(true)
    for (const { id, key, confidence: _, evidence: __, ...told } of await calls.items(customers?.id ?? '')) {
      const { body } = await calls.call('GET', `/catalog/customer/${id}/difference?key=${key}`)
      expect(body).toEqual({ id, key, ...told })
    }
    const halyard = await calls.entityNamed('customer', 'Halyard Marine Fittings, Inc.')
    const path = `/catalog/customer/${halyard?.id}/difference`
    expect(await calls.call('GET', `${path}?key=vendor/V-1`)).toMatchObject({
      status: 200,
      body: { outcome: 'skipped', reason: { code: 'kinds-differ' } },
    })
    expect(await calls.call('GET', `${path}?key=customer/none`)).toMatchObject({
      body: { outcome: 'skipped', reason: { code: 'no-record' } },
    })
    expect(await calls.call('GET', path)).toMatchObject({ status: 400, body: { code: 'E_KEY', field: 'key' } })
    expect((await calls.call('GET', '/catalog/customer/999999/difference?key=customer/C-0')).status).toBe(404)
    expect((await calls.call('GET', `/catalog/customer/${halyard?.id}`)).body).toEqual(halyard)
    expect(everything()).toEqual(before)
  })

  it('are tied, untied and tied again as a whole', async () => {
    const batches = await linkAll(false)
    expect(batches.map(({ linked }) => linked)).toEqual([1, 1, 2, 3, 2])

    for (const { id } of batches)
      expect(await calls.batch(`/batches/${id}/undo`)).toMatchObject({ what: 'undo', state: 'done' })
    for (const type of types) expect((await calls.catalog(`type=${type}&status=linked`)).items).toEqual([])
    expect(await calls.call('POST', `/batches/${batches[0]?.id}/undo`)).toMatchObject({
      status: 409,
      body: { code: 'wrong-state' },
    })

    expect((await linkAll(false)).map(({ linked }) => linked)).toEqual([1, 1, 2, 3, 2])
  })

  it('then follow the feed: what is tied is updated, the rest is created, and nothing is there twice', async () => {
    const before = new Set(everything().map((line) => line.split(' ').slice(0, 2).join(' ')))
    await story.stage.settle(story.company, { customer: true, vendor: true, part: true })
    await story.push(...erp())

    for (const name of [...inBooth.customers, ...onlyInErp.customers]) {
      expect(story.held('Customer', 'DisplayName', name), name).toHaveLength(1)
      expect(story.held('Customer', 'DisplayName', `${name}, Inc.`)).toEqual([])
    }
    for (const name of [...inBooth.vendors, ...onlyInErp.vendors])
      expect(story.held('Vendor', 'DisplayName', name)).toHaveLength(1)
    for (const name of [...inBooth.parts, ...onlyInErp.parts]) expect(story.held('Item', 'Name', name)).toHaveLength(1)
    const added = everything().filter((line) => !before.has(line.split(' ').slice(0, 2).join(' ')))
    expect(added).toHaveLength(3)
    expect((await story.stage.status(story.company)).kinds).toMatchObject({
      customer: { synced: 4, held: 0 },
      vendor: { synced: 3, held: 0 },
      part: { synced: 3, held: 0 },
    })
  })
})

it('asks before it ties what is not sure', async () => {
  expect(await calls.call('POST', '/catalog/customer/link-all', { confidence: 'possible' })).toMatchObject({
    status: 409,
    body: { code: 'needs-confirmation' },
  })
})

describe('a spreadsheet', () => {
  it('brings links out and back in, after a trial, and they are undone like others', async () => {
    await story.stage.settle(story.company, { vendor: false }, { confirm: true })
    const id = calls.created('Vendor', { DisplayName: '=Evil & Sons' })
    await story.push(anEvent(story.company, 'vendor/V-CSV', { vendnum: 'V-CSV', name: 'Somebody else altogether' }))
    await calls.pull('vendor')
    const csv = String((await calls.call('GET', '/catalog/vendor/links.csv')).body)
    expect(csv).toContain(`${id},"'=Evil & Sons"`)
    const filled = csv.replace(new RegExp(`^(${id},[^,]*,[^,]*,[^,]*,[^,]*),`, 'm'), '$1,vendor/V-CSV')

    const trial = await calls.batch('/catalog/vendor/links', { csv: filled, dryRun: true })
    const mine = (await calls.items(trial.id)).find((item) => item.id === id)
    expect(mine).toMatchObject({ outcome: 'would-link', key: 'vendor/V-CSV' })
    const done = await calls.batch('/catalog/vendor/links', { csv: filled })
    expect((await calls.items(done.id)).find((item) => item.id === id)).toMatchObject({ outcome: 'linked' })
    expect(await story.stage.record(story.company, 'vendor/V-CSV')).toMatchObject({ link: { id } })

    expect(done).toMatchObject({ linked: 1, alreadyLinked: 3 })
    await calls.batch(`/batches/${done.id}/undo`)
    expect(await story.stage.record(story.company, 'vendor/V-CSV')).toMatchObject({ link: null })
    // What was tied before the import stays tied.
    expect((await calls.catalog('type=vendor&status=linked')).items).toHaveLength(3)
  })

  it('that cannot be read is refused by its row', async () => {
    expect(await calls.call('POST', '/catalog/vendor/links', { csv: 'id,key\nx,vendor/V-1' })).toMatchObject({
      status: 400,
      body: { code: 'E_CSV', field: '/csv', detail: expect.stringContaining('row 2') },
    })
  })
})
