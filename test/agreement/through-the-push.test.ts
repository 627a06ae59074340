import { afterEach, expect, it } from 'vitest'
import type { RecordKey } from '../../shared/erp/record.ts'
import { quickBooks } from '../../shared/intuit/quickbooks.ts'
import { aWorld } from '../functions/push/world.ts'
import { aCustomer, anEvent, aPart, aVendor } from '../scenarios/stage.ts'
import { Random } from '../simulation/random.ts'
import { asFields, asList, asText, type Fields } from '../simulator/json.ts'
import { SANDBOX_REALM as REALM } from '../simulator/seed/sandbox.ts'
import { type AlterationName, altered, isOff } from './alterations.ts'
import { accounts, aDocument, customers, parts, vendors } from './documents.ts'

const DOCUMENTS = 200
const types = ['Invoice', 'PurchaseOrder', 'Bill', 'JournalEntry']
const switches = {
  ...{ part: true, customer: true, vendor: true, invoice: true },
  ...{ 'purchase-order': true, voucher: true, 'ledger-entry': true },
}

let world: Awaited<ReturnType<typeof aWorld>>
afterEach(() => world.stop())

/** By which number of its document an entity goes, also where that was shortened. */
const numberIn = ({ DocNumber, PrivateNote }: Fields): string | undefined =>
  /D-(\d+)/.exec(`${asText(PrivateNote) ?? ''} ${asText(DocNumber) ?? ''}`)?.[1]

it('lets no document read synced that QuickBooks answered otherwise, and none read differs that agrees', async () => {
  world = await aWorld({ switches, tax: 'erp-total' })
  world.control.setPreferences(REALM, { refuseDuplicateNumbers: [] })
  const by = new Map<string, AlterationName | undefined>()
  const alter = (item: Fields): Fields => {
    const type = types.find((name) => name in item) ?? ''
    const entity = asFields(item[type])
    const number = entity && numberIn(entity)
    if (!entity || number === undefined) return item
    const { answer, by: name } = altered(entity, Number(number))
    by.set(number, name)
    return { ...item, [type]: answer }
  }
  const altering = async (...call: Parameters<typeof world.fetch>): Promise<Response> => {
    const response = await world.fetch(...call)
    if (!String(call[0]).includes('/batch') || response.status !== 200) return response
    const { BatchItemResponse, ...rest } = JSON.parse(await response.text())
    return Response.json({ ...rest, BatchItemResponse: asList(BatchItemResponse).map(alter) })
  }
  const comes = async (events: string[]) => {
    world.pass(1_000)
    await world.feed(...events)
  }
  const lists: [RecordKey, object][] = [
    ...customers.map((id): [RecordKey, object] => [`customer/${id}`, aCustomer(id)]),
    ...vendors.map((id): [RecordKey, object] => [`vendor/${id}`, aVendor(id)]),
    ...parts.map((id): [RecordKey, object] => [`part/${id}`, aPart(id, { qoh: '100000' })]),
    ...accounts.map((number): [RecordKey, object] => [`account/${number}`, { number, name: number }]),
  ]
  await comes(lists.map(([key, record]) => anEvent('acme', key, record)))
  await world.push()
  for (const [at, number] of accounts.entries()) {
    const account = await world.record(`account/${number}`)
    const id = ['15', '22', '35'][at] ?? ''
    const link = { type: 'Account', id, syncToken: '0', epoch: 1, active: true, lines: [] } as const
    const place = { open: undefined, reason: undefined, onHold: undefined, synced: undefined }
    if (account) await world.records.tie('acme', account, link, place, world.now())
  }
  const random = new Random(19, 'documents')
  const documents = Array.from({ length: DOCUMENTS }, (_, n) => aDocument(n, random))
  await comes(documents.map(({ key, content }) => anEvent('acme', key, content)))
  await world.rest({ quickBooks: quickBooks(altering) })

  const wrong: unknown[] = []
  for (const [n, { key }] of documents.entries()) {
    const { state, reason } = (await world.record(key)) ?? {}
    const wanted = isOff(by.get(String(n))) ? 'differs' : 'synced'
    if (state !== wanted) wrong.push([key, by.get(String(n)), state, reason?.message])
  }
  expect(wrong).toEqual([])
  expect(by.size).toBe(DOCUMENTS)
})
