import Big from 'big.js'
import type { RecordKey } from '../erp/record.ts'
import type { Write } from '../qbo/batch.ts'
import type { Body, BodyValue } from '../qbo/entity.ts'
import { SHIPPING_ITEM } from '../qbo/shipping.ts'
import type { Link } from './record.ts'

/** What a write posts to one account; `id` is undefined where QuickBooks chooses the account by its own settings. */
export type Posting = { account: { id: string | undefined; name: string }; debit: Big; credit: Big }

/** What the entity of a write posts, account by account, and what about it only QuickBooks can tell. */
export type Postings = { postings: Posting[]; notes: string[] }

/**
 * The debits and credits of a document as QuickBooks will book them. Its own choices (receivables, sales tax, shipping,
 * discounts, the cost of goods) are named, since no request can make them.
 *
 * @param chosenItems the accounts that items book to which a person has chosen, by the items' Ids
 */
export function postingsOf(
  { type, body }: Pick<Write, 'type' | 'body'>,
  links: ReadonlyMap<RecordKey, Link>,
  chosenItems: ReadonlyMap<string, string> = new Map(),
): Postings {
  switch (type) {
    case 'Invoice':
      return invoicePostings(body, links, chosenItems)
    case 'Bill':
      return billPostings(body)
    case 'JournalEntry':
      return { postings: byAccount(linesIn(body).flatMap(journalSide)), notes: [] }
    case 'PurchaseOrder':
      return { postings: [], notes: ['A purchase order posts nothing.'] }
    case 'InventoryAdjustment':
      return { postings: [], notes: ['QuickBooks values the adjusted quantity at its own cost.'] }
    case 'Item':
      return { postings: openingPostings(body), notes: openingNotes(body) }
    default:
      return { postings: [], notes: [] }
  }
}

/** The same amounts on the other side: what a delete or a void takes back. */
export const reversed = (postings: readonly Posting[]): Posting[] =>
  postings.map(({ account, debit, credit }) => ({ account, debit: credit, credit: debit }))

type Side = { account: Posting['account']; amount: Big }

const chosenByQuickBooks = (name: string): Posting['account'] => ({ id: undefined, name: `${name} (by QuickBooks)` })
const known = (id: string | undefined, otherwise: string): Posting['account'] =>
  id === undefined ? chosenByQuickBooks(otherwise) : { id, name: otherwise }

function invoicePostings(
  body: Body,
  links: ReadonlyMap<RecordKey, Link>,
  chosenItems: ReadonlyMap<string, string>,
): Postings {
  const ofParts = [...links.values()].flatMap(({ type, id, facts }) =>
    type === 'Item' ? [[id, facts?.incomeAccount] as const] : [],
  )
  const income = new Map<string, string | undefined>([...chosenItems, ...ofParts])
  const sides = linesIn(body).flatMap((line): Side[] => {
    const amount = amountOf(line['Amount'])
    if (line['DetailType'] === 'DiscountLineDetail') return [{ account: chosenByQuickBooks('Discounts given'), amount }]
    if (line['DetailType'] !== 'SalesItemLineDetail') return []
    const item = refIn(line['SalesItemLineDetail'], 'ItemRef')
    const isShipping = item === SHIPPING_ITEM
    const account = isShipping
      ? chosenByQuickBooks('Shipping income')
      : known(income.get(item ?? ''), `Income account of item ${item}`)
    return [{ account, amount: amount.times(-1) }]
  })
  const tax = taxIn(body)
  const isTaxByQuickBooks = !body['TxnTaxDetail'] && linesIn(body).some((line) => isTaxable(line))
  const all = [
    ...sides,
    ...(tax.eq(0) ? [] : [{ account: chosenByQuickBooks('Sales tax payable'), amount: tax.times(-1) }]),
  ]
  return {
    postings: byAccount([balance(chosenByQuickBooks('Accounts receivable'), all), ...all]),
    notes: [
      ...(isTaxByQuickBooks ? ['QuickBooks adds the sales tax that it computes itself.'] : []),
      'For inventory items QuickBooks also posts the cost of goods sold, at its own cost.',
    ],
  }
}

function billPostings(body: Body): Postings {
  const sides = linesIn(body).flatMap((line): Side[] => {
    const account = refIn(line['AccountBasedExpenseLineDetail'], 'AccountRef')
    return account === undefined
      ? []
      : [{ account: known(account, `Account ${account}`), amount: amountOf(line['Amount']) }]
  })
  const tax = taxIn(body)
  if (!tax.eq(0)) sides.push({ account: chosenByQuickBooks('Tax on purchases'), amount: tax })
  const payable = known(refIn(body, 'APAccountRef'), 'Accounts payable')
  return { postings: byAccount([...sides, balance(payable, sides)]), notes: [] }
}

function journalSide(line: Body): Side[] {
  const detail = line['JournalEntryLineDetail']
  const account = refIn(detail, 'AccountRef')
  if (!isBody(detail) || account === undefined) return []
  const amount = amountOf(line['Amount'])
  const isDebit = detail['PostingType'] === 'Debit'
  return [{ account: known(account, `Account ${account}`), amount: isDebit ? amount : amount.times(-1) }]
}

/** An item that begins with a quantity: QuickBooks values that at the purchase cost. */
function openingPostings(body: Body): Posting[] {
  const asset = refIn(body, 'AssetAccountRef')
  const side = {
    account: known(asset, `Account ${asset}`),
    amount: amountOf(body['QtyOnHand']).times(amountOf(body['PurchaseCost'])).round(2),
  }
  return byAccount([side, balance(chosenByQuickBooks('Opening Balance Equity'), [side])])
}

const openingNotes = (body: Body): string[] =>
  Number(body['QtyOnHand'] ?? 0) === 0
    ? []
    : ['QuickBooks values the opening quantity at the purchase cost, against its Opening Balance Equity.']

/** What goes against all the others. */
const balance = (account: Posting['account'], sides: readonly Side[]): Side => ({
  account,
  amount: sides.reduce((sum, { amount }) => sum.minus(amount), new Big(0)),
})

/** One posting an account: its debits and its credits, each summed. */
function byAccount(sides: readonly Side[]): Posting[] {
  const found = new Map<string, Posting>()
  for (const { account, amount } of sides) {
    if (amount.eq(0)) continue
    const key = account.id ?? account.name
    const posting = found.get(key) ?? { account, debit: new Big(0), credit: new Big(0) }
    const side = amount.gt(0) ? 'debit' : 'credit'
    found.set(key, { ...posting, [side]: posting[side].plus(amount.abs()) })
  }
  return [...found.values()]
}

const isTaxable = (line: Body): boolean => {
  const code = refIn(line['SalesItemLineDetail'], 'TaxCodeRef')
  return code !== undefined && code !== 'NON'
}
const isBody = (value: BodyValue | undefined): value is Body => typeof value === 'object' && !Array.isArray(value)
const taxIn = ({ TxnTaxDetail: detail }: Body): Big => amountOf(isBody(detail) ? detail['TotalTax'] : undefined)
const linesIn = ({ Line }: Body): Body[] => (Array.isArray(Line) ? Line.filter(isBody) : [])
const amountOf = (value: BodyValue | undefined): Big => new Big(typeof value === 'number' ? value : 0)

function refIn(holder: BodyValue | undefined, field: string): string | undefined {
  const ref = isBody(holder) ? holder[field] : undefined
  return isBody(ref) && typeof ref['value'] === 'string' ? ref['value'] : undefined
}
