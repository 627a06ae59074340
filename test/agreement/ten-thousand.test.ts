import { expect, it } from 'vitest'
import { parseKey, type RecordKey, readContent } from '../../shared/erp/record.ts'
import { entityIn } from '../../shared/qbo/entity.ts'
import { unreadPreferences } from '../../shared/qbo/preferences.ts'
import { disagreement } from '../../shared/sync/agreement.ts'
import { entityTypeOf, type Link } from '../../shared/sync/record.ts'
import { defaultSettings } from '../../shared/sync/settings.ts'
import type { Context } from '../../shared/sync/translate/context.ts'
import { isTranslated, translate } from '../../shared/sync/translate/translate.ts'
import { Random } from '../simulation/random.ts'
import { aStockedItem, connected } from '../simulator/connected.ts'
import { asFields, asText, type Fields } from '../simulator/json.ts'
import { altered, isOff } from './alterations.ts'
import { accounts, aDocument, customers, parts, vendors } from './documents.ts'

const DOCUMENTS = 10_000

/** A simulated QuickBooks with all that the documents mention, and how it is linked. */
async function theBooks() {
  const client = connected()
  client.control.setPreferences(client.realmId, { refuseDuplicateNumbers: [] })
  const links = new Map<RecordKey, Link>()
  const link = (key: RecordKey, type: Link['type'], id: string, more: Partial<Link> = {}) =>
    links.set(key, { type, id, syncToken: '0', epoch: 1, active: true, lines: [], ...more })
  const made = async (type: 'Customer' | 'Vendor' | 'Item', body: Fields) =>
    asText((await client.accepted(type, body))['Id']) ?? ''
  for (const id of customers) link(`customer/${id}`, 'Customer', await made('Customer', { DisplayName: `Buyer ${id}` }))
  for (const id of vendors) link(`vendor/${id}`, 'Vendor', await made('Vendor', { DisplayName: `Seller ${id}` }))
  for (const id of parts) {
    const body = aStockedItem({ Name: id, QtyOnHand: 1_000_000 })
    link(`part/${id}`, 'Item', await made('Item', body), { facts: { itemType: 'Inventory' } })
  }
  const expense = { type: 'Expense', subType: 'OfficeGeneralAdministrativeExpenses' }
  for (const [at, id] of accounts.entries())
    link(`account/${id}`, 'Account', ['15', '22', '35'][at] ?? '15', { account: expense })
  return { client, links }
}

it(`says of ${DOCUMENTS} documents, a tenth of whose answers are altered, which of them QuickBooks has otherwise`, async () => {
  const { client, links } = await theBooks()
  const random = new Random(18, 'documents')
  const context: Context = {
    settings: {
      ...defaultSettings,
      defaultAccounts: { asset: '81', income: '79', expense: '80', payable: '33' },
      goLiveAt: '2026-01-01',
      tax: 'erp-total',
    },
    ...{ links, accounts: new Map(), taxCodes: [], country: 'US', preferences: unreadPreferences },
    ...{ purpose: 'create', link: undefined, inventoryStart: '2026-01-01' },
  }
  const wrong: string[] = []
  const said = { agree: 0, differ: 0 }
  for (let n = 0; n < DOCUMENTS; n++) {
    const { key, content } = aDocument(n, random)
    const { record } = readContent(parseKey(key)?.kind ?? 'part', content)
    const translation = record && isTranslated(record) ? translate(record, context) : undefined
    if (!record || !isTranslated(record) || !translation || 'refused' in translation) {
      wrong.push(`${key} is not sent`)
      continue
    }
    const type = entityTypeOf[record.kind]
    const [answered] = await client.batch([{ bId: '1', operation: 'create', [type]: translation.body }])
    const { answer, by } = altered(asFields(answered?.[type]) ?? {}, n)
    const entity = entityIn(answer)
    const differs = entity && disagreement(record, { type, body: translation.body }, entity, links)
    if (!entity || (differs !== undefined) !== isOff(by)) {
      wrong.push(`${key}, ${by ?? 'as it was sent'}: ${JSON.stringify(differs ?? answered)}`)
    }
    said[differs ? 'differ' : 'agree']++
  }
  expect(wrong).toEqual([])
  expect(said.agree + said.differ).toBe(DOCUMENTS)
  expect(said.differ).toBeGreaterThan(DOCUMENTS / 20)
}, 600_000)
