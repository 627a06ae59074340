import { fetchFrom } from './fetch.ts'
import { createIntuit, type Intuit, type IntuitOptions } from './intuit.ts'
import { asFields, asList, asText, type Fields, type Json } from './json.ts'
import { SANDBOX_REALM } from './seed/sandbox.ts'

/** An answer of the Accounting API. */
export type Answer = { status: number; body: Fields; headers: Headers }

const START = Date.parse('2026-11-24T18:00:00Z')

/** Chance that comes out the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** A simulator with a clock that only moves when told to. */
export function aSimulator(options: Partial<IntuitOptions> = {}) {
  let time = START
  const intuit: Intuit = createIntuit({
    now: () => time,
    random: seeded(7),
    client: { id: 'local-client', secret: 'local-secret' },
    ...options,
  })
  return {
    intuit,
    control: intuit.control,
    fetch: fetchFrom(intuit),
    now: () => time,
    pass: (ms: number) => {
      time += ms
    },
  }
}

/** A simulator and a client that is connected to one of its realms. */
export function connected({ realmId = SANDBOX_REALM, ...options }: Partial<IntuitOptions> & { realmId?: string } = {}) {
  const simulator = aSimulator({ settings: { limitsOn: false }, ...options })
  let { accessToken } = simulator.control.issueTokens(realmId)
  const call = async (
    method: string,
    path: string,
    body?: Json | string,
    contentType = 'application/json',
  ): Promise<Answer> => {
    const response = await simulator.fetch(`https://quickbooks.invalid/v3/company/${realmId}/${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json', 'content-type': contentType },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed: Json = text.startsWith('{') ? JSON.parse(text) : text
    return { status: response.status, body: asFields(parsed) ?? { text: parsed }, headers: response.headers }
  }
  const post = (path: string, body: Json | string) => call('POST', path, body)
  return {
    ...simulator,
    realmId,
    person: simulator.control.person(realmId),
    reconnect: () => {
      accessToken = simulator.control.issueTokens(realmId).accessToken
    },
    get: (path: string) => call('GET', path),
    post,
    call,
    /** Posts and hands back the entity, which has to have been accepted. */
    async accepted(type: string, body: Fields, query = ''): Promise<Fields> {
      const answer = await post(`${type.toLowerCase()}${query}`, body)
      const entity = asFields(answer.body[type])
      if (!entity) throw new Error(JSON.stringify(answer.body))
      return entity
    },
    /** Posts and hands back the codes of the errors, with their elements where they have one. */
    async refused(type: string, body: Json | string, query = ''): Promise<string[]> {
      return codesOf((await post(`${type.toLowerCase()}${query}`, body)).body)
    },
    /** Runs a query and hands back its rows. */
    async rows(query: string): Promise<Fields[]> {
      const answer = await call('GET', `query?query=${encodeURIComponent(query)}`)
      const found = Object.values(asFields(answer.body['QueryResponse']) ?? {}).find(Array.isArray)
      return asList(found)
    },
    /** Sends a batch and hands back its items in the order of the answer. */
    async batch(items: Fields[], query = ''): Promise<Fields[]> {
      return asList((await post(`batch${query}`, { BatchItemRequest: items })).body['BatchItemResponse'])
    },
  }
}

/** The codes of the errors in a fault, with their elements: `2020 Line`. */
export const codesOf = (body: Fields): string[] =>
  asList(asFields(body['Fault'])?.['Error']).map((error) =>
    `${asText(error['code'])} ${asText(error['element']) ?? ''}`.trim(),
  )

/** An invoice that is accepted. */
export const anInvoice = (changes: Fields = {}): Fields => ({
  CustomerRef: { value: '1' },
  TxnDate: '2026-11-20',
  Line: [aSalesLine()],
  ...changes,
})

/** A line of three Setup charges. */
export const aSalesLine = (changes: Fields = {}, detail: Fields = {}): Fields => ({
  DetailType: 'SalesItemLineDetail',
  Amount: 13.5,
  SalesItemLineDetail: { ItemRef: { value: '3' }, Qty: 3, UnitPrice: 4.5, ...detail },
  ...changes,
})

/** A bill that is accepted. */
export const aBill = (changes: Fields = {}): Fields => ({
  VendorRef: { value: '5' },
  TxnDate: '2026-11-20',
  Line: [anAccountLine()],
  ...changes,
})

/** A line of office expenses. */
export const anAccountLine = (changes: Fields = {}): Fields => ({
  DetailType: 'AccountBasedExpenseLineDetail',
  Amount: 150,
  AccountBasedExpenseLineDetail: { AccountRef: { value: '15' } },
  ...changes,
})

/** A side of a journal entry. */
export const aSide = (
  postingType: 'Debit' | 'Credit',
  account: string,
  amount: number,
  detail: Fields = {},
): Fields => ({
  DetailType: 'JournalEntryLineDetail',
  Amount: amount,
  JournalEntryLineDetail: { PostingType: postingType, AccountRef: { value: account }, ...detail },
})

/** A journal entry that is accepted. */
export const anEntry = (changes: Fields = {}): Fields => ({
  TxnDate: '2026-11-20',
  Line: [aSide('Debit', '15', 100), aSide('Credit', '35', 100)],
  ...changes,
})

/** An inventory item that is accepted. */
export const aStockedItem = (changes: Fields = {}): Fields => ({
  Name: 'Spacer 3mm',
  Type: 'Inventory',
  TrackQtyOnHand: true,
  QtyOnHand: 10,
  InvStartDate: '2026-01-01',
  IncomeAccountRef: { value: '79' },
  ExpenseAccountRef: { value: '80' },
  AssetAccountRef: { value: '81' },
  ...changes,
})
