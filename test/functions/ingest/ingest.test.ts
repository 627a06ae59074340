import { beforeEach, expect, it } from 'vitest'
import { ingest, type World } from '../../../functions/ingest/ingest.ts'
import { companyStore } from '../../../shared/aws/companies.ts'
import { recordStore } from '../../../shared/aws/records.ts'
import { refusedEventStore } from '../../../shared/aws/refused-events.ts'
import { searchIndex } from '../../../shared/aws/search-index.ts'
import { writerStore } from '../../../shared/aws/writer.ts'
import type { SearchLine } from '../../../shared/erp/search-lines.ts'
import { timeOrderedId } from '../../../shared/lib/id.ts'
import { defaultSettings } from '../../../shared/sync/settings.ts'
import { aCustomer, anEvent } from '../../scenarios/stage.ts'
import { MemoryDynamoDB } from '../../simulation/memory/dynamodb.ts'

let world: World
let find: (word: string) => Promise<string[]>
/** What was added to what is searched, by company. */
let added: [company: string, lines: number][]
let canAdd: boolean
beforeEach(async () => {
  const db = new MemoryDynamoDB().client()
  const companies = companyStore(db, 'companies')
  const search = searchIndex(db, 'search')
  for (const company of ['acme', 'globex']) {
    await companies.create({ company, name: company, createdAt: '2026-01-01' })
    const switches = { ...defaultSettings.switches, customer: true }
    await companies.saveSettings(company, { ...defaultSettings, switches }, 0)
  }
  added = []
  canAdd = true
  world = {
    now: Date.now,
    newId: () => timeOrderedId(Date.now()),
    records: recordStore(db, 'records'),
    refusedEvents: refusedEventStore(db, 'refused-events'),
    companies,
    writer: writerStore(db, 'companies'),
    wake: async () => undefined,
    log: () => undefined,
    search: {
      add: async (company: string, lines: readonly SearchLine[], now: number) => {
        if (!canAdd) throw new Error('the table is out of reach')
        if (lines.length > 0) added.push([company, lines.length])
        return search.add(company, lines, now)
      },
    },
  }
  find = (word) => search.find('acme', ['customer'], [word], 10)
})

const customer = (id: string, name: string, company = 'acme') =>
  anEvent(company, `customer/${id}`, aCustomer(id, { name }))
const arrive = (bodies: string[], isAgain = false) =>
  ingest(
    bodies.map((body, index) => ({ id: `m${index}`, body, isAgain })),
    world,
  )

it('makes all records of a company that come together be found by one write', async () => {
  const bodies = [customer('C-1', 'Quartz'), customer('G-1', 'Quartz', 'globex'), customer('C-2', 'Quartz')]
  expect(await arrive(bodies)).toEqual([])
  expect(added.toSorted()).toEqual([
    ['acme', 2],
    ['globex', 1],
  ])
  expect((await find('quartz')).sort()).toEqual(['customer/C-1', 'customer/C-2'])
})

it('writes nothing where a record is called as before, came before, or is gone', async () => {
  const body = customer('C-1', 'Quartz')
  await arrive([body])
  added = []
  const sameName = anEvent('acme', 'customer/C-1', aCustomer('C-1', { name: 'Quartz', tax_exempt: true }))
  await arrive([body])
  await arrive([sameName])
  await arrive([anEvent('acme', 'customer/C-1', undefined)])
  expect(added).toEqual([])
  expect(await world.refusedEvents.count('acme')).toBe(0)
})

it('lets a change come again that could not be made to be found, and then makes it be found', async () => {
  const bodies = [customer('C-1', 'Quartz'), 'no event at all', customer('C-2', 'Basalt')]
  canAdd = false
  expect((await arrive(bodies)).sort()).toEqual(['m0', 'm2'])
  canAdd = true
  expect(await arrive(bodies, true)).toEqual([])
  expect([...(await find('quartz')), ...(await find('basalt'))]).toEqual(['customer/C-1', 'customer/C-2'])
})

it('lets a change come again that could not be listed, and then has it pushed', async () => {
  const bodies = [customer('C-1', 'Quartz'), customer('C-2', 'Basalt')]
  const { list } = world.records
  world.records.list = async () => {
    throw new Error('the table is out of reach')
  }
  expect((await arrive(bodies)).sort()).toEqual(['m0', 'm1'])
  const due = async () => (await world.records.due('acme', Date.now(), 10)).keys
  expect(await due()).toEqual([])
  world.records.list = list
  // Those that take it now cannot know that it was stored and not listed: the queue does not say so after a redrive.
  expect(await arrive(bodies, false)).toEqual([])
  expect((await due()).sort()).toEqual(['customer/C-1', 'customer/C-2'])
})

it('finds a record by its newest name, also where an older one was made to be found after it', async () => {
  const [older, newer] = [customer('C-1', 'Quartz'), customer('C-1', 'Basalt')]
  await arrive([newer])
  await arrive([older], true)
  expect(await find('basalt')).toEqual(['customer/C-1'])
})
