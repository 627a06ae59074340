import type { Company, Stored } from '../company/company.ts'
import type { Posting } from '../company/ledger.ts'
import { businessRule, missing, Refusal, refuse, serviceError } from '../fault.ts'
import { asFields, asList, asNumber, asText, type Fields, fieldsOf, refOf } from '../json.ts'
import { cents, fromCents, product, sum } from '../money.ts'
import { type EntityName, flag, ignored, object, oneOf, quantity, ref, text } from '../schema.ts'
import { requireCurrency } from './account.ts'
import { commonFilters, type Definition, type Draft } from './definition.ts'
import { requireStartedStock } from './invoice.ts'
import { isStocked } from './item.ts'
import {
  atRate,
  currencyOf,
  docNumberOf,
  hasNewLines,
  LINES_MAX,
  lineFields,
  linkedTxn,
  refuseClosed,
  settleLines,
  transactionFields,
  txnDateOf,
} from './transaction.ts'

/** Journal entries are excepted from the limit on lines; this one only keeps a mistake from filling the memory. */
const JOURNAL_LINES_MAX = 100_000

const filters = [...commonFilters, 'DocNumber', 'TxnDate', 'TotalAmt', 'Adjustment']

export const journalEntry: Definition = {
  name: 'JournalEntry',
  family: 'transaction',
  fields: {
    ...transactionFields,
    Adjustment: flag,
    Line: {
      is: 'list',
      max: JOURNAL_LINES_MAX,
      of: {
        ...lineFields,
        LinkedTxn: linkedTxn,
        JournalEntryLineDetail: object({
          PostingType: oneOf('Debit', 'Credit'),
          AccountRef: ref('Account'),
          Entity: object({ Type: oneOf('Customer', 'Vendor', 'Employee'), EntityRef: ref() }),
          ClassRef: ref(),
          DepartmentRef: ref(),
          TaxCodeRef: ref(),
          TaxApplicableOn: text(20),
          TaxAmount: quantity,
          TaxInclusiveAmt: ignored,
          BillableStatus: oneOf('Billable', 'NotBillable', 'HasBeenBilled'),
        }),
        DescriptionLineDetail: object({}),
      },
    },
  },
  required: ['Line'],
  kept: ['CurrencyRef', 'ExchangeRate', 'TxnDate'],
  filterable: filters,
  sortable: filters,
  complete(draft) {
    const { company, next, before } = draft
    const txnDate = txnDateOf(draft)
    refuseClosed(company, txnDate, asText(before?.['TxnDate']))
    const lines = hasNewLines(draft) ? settleJournal(draft) : asList(next['Line'])
    const currency = currencyOf(draft)
    for (const control of controlAccounts(lines, company))
      requireCurrency(control, refOf(currency, 'CurrencyRef'), company)
    return fieldsOf({
      ...next,
      ...currency,
      DocNumber: docNumberOf(draft, 'JournalEntry'),
      TxnDate: txnDate,
      Adjustment: next['Adjustment'] ?? false,
      Line: lines,
      TxnTaxDetail: {},
    })
  },
  computed: ({ body }, company) => ({
    TotalAmt: 0,
    Line: asList(body['Line']).map((line) => ({ ...line, CustomExtensions: [], ...withPartyName(line, company) })),
  }),
  postings(_id, body) {
    const postings: Posting[] = asList(body['Line']).flatMap((line) => {
      const detail = asFields(line['JournalEntryLineDetail'])
      const account = refOf(detail, 'AccountRef')
      const amount = atRate(body, asNumber(line['Amount']) ?? 0)
      if (!account || amount === 0) return []
      const party = asFields(detail?.['Entity'])
      const posting = { account, amount: detail?.['PostingType'] === 'Debit' ? amount : 0 - amount }
      return party ? { ...posting, party: `${asText(party['Type'])}/${refOf(party, 'EntityRef')}` } : posting
    })
    return withoutRounding(postings)
  },
}

/** Lines converted one by one may miss the balance by cents; QuickBooks takes them up, and so does the last line here. */
function withoutRounding(postings: Posting[]): Posting[] {
  const off = cents(sum(postings.map(({ amount }) => amount)))
  return postings.map((posting, index) =>
    index === postings.length - 1 ? { ...posting, amount: fromCents(cents(posting.amount) - off) } : posting,
  )
}

function settleJournal(draft: Draft): Fields[] {
  const { company } = draft
  const lines = settleLines(draft, { firstId: 0 }, (line) => journalLine(line, company))
  const posting = lines.filter((line) => line['DetailType'] === 'JournalEntryLineDetail')
  if (posting.length < 2) throw businessRule('You must specify at least two lines: one debit and one credit.')
  const net = posting.reduce((total, line) => {
    const amount = cents(asNumber(line['Amount']) ?? 0)
    return asFields(line['JournalEntryLineDetail'])?.['PostingType'] === 'Debit' ? total + amount : total - amount
  }, 0)
  if (net !== 0)
    throw refuse('2300', `Debits and credits differ : the total of debits less credits is ${fromCents(net)}`, 'Line')
  checkControlAccounts(posting, company)
  return lines
}

function journalLine(line: Fields, company: Company): Fields {
  if (line['DetailType'] === 'DescriptionOnly') return { ...line, Amount: 0 }
  const detail = asFields(line['JournalEntryLineDetail'])
  if (!asText(line['DetailType'])) throw missing('DetailType')
  if (!detail || line['DetailType'] !== 'JournalEntryLineDetail') throw missing('JournalEntryLineDetail')
  const amount = asNumber(line['Amount'])
  if (amount === undefined) throw missing('Amount')
  if (amount < 0) throw refuse('2290', `Amount has to be positive. Supplied value:${amount}`, 'Amount')
  if (detail['PostingType'] === undefined) throw refuse('2260', 'PostingType is required', 'PostingType')
  const accountId = refOf(detail, 'AccountRef')
  if (!accountId) throw missing('AccountRef')
  const account = company.use('Account', accountId, 'AccountRef')
  checkParty(detail, asText(account.body['AccountType']), company)
  return { ...line, Amount: product(amount, 1) }
}

const parties: Record<string, EntityName> = { Customer: 'Customer', Vendor: 'Vendor', Employee: 'Employee' }

function checkParty(detail: Fields, accountType: string | undefined, company: Company): void {
  const entity = asFields(detail['Entity'])
  const type = asText(entity?.['Type'])
  const id = refOf(entity, 'EntityRef')
  if (entity && (!type || !id)) throw missing(type ? 'EntityRef' : 'Entity.Type')
  const party = type && parties[type]
  if (party && id) company.use(party, id, 'EntityRef')
  if (accountType === 'Accounts Receivable' && type !== 'Customer')
    throw businessRule('When you use Accounts Receivable, you must choose a customer in the Name field.')
  if (accountType === 'Accounts Payable' && type !== 'Vendor')
    throw businessRule('When you use Accounts Payable, you must choose a vendor in the Name field.')
}

/** One entry touches at most one line of receivable or payable. Intuit's help says so; that its API does is not confirmed. */
function checkControlAccounts(lines: Fields[], company: Company): void {
  if (new Set(controlAccounts(lines, company)).size > 1)
    throw businessRule(
      'You cannot use more than one Accounts Receivable or Accounts Payable account in the same transaction.',
    )
}

const controlAccounts = (lines: Fields[], company: Company): Stored[] =>
  lines.flatMap((line) => {
    const account = company.find('Account', refOf(asFields(line['JournalEntryLineDetail']), 'AccountRef') ?? '')
    const isControl = ['Accounts Receivable', 'Accounts Payable'].some((type) => account?.body['AccountType'] === type)
    return isControl && account ? [account] : []
  })

function withPartyName(line: Fields, company: Company): Fields {
  const detail = asFields(line['JournalEntryLineDetail'])
  const entity = asFields(detail?.['Entity'])
  const party = parties[asText(entity?.['Type']) ?? '']
  const id = refOf(entity, 'EntityRef')
  if (!detail || !entity || !party || !id) return {}
  return {
    JournalEntryLineDetail: {
      ...detail,
      Entity: { ...entity, EntityRef: fieldsOf({ value: id, name: company.referenceName(party, id) }) },
    },
  }
}

export const inventoryAdjustment: Definition = {
  name: 'InventoryAdjustment',
  family: 'transaction',
  onlySparse: true,
  fields: {
    ...transactionFields,
    AdjustAccountRef: ref('Account'),
    CustomerRef: ref('Customer'),
    ClassRef: ref(),
    Line: {
      is: 'list',
      max: LINES_MAX,
      of: {
        ...lineFields,
        ItemAdjustmentLineDetail: object({
          ItemRef: ref('Item'),
          QtyDiff: quantity,
          SalesPrice: ignored,
          NewQty: ignored,
        }),
      },
    },
  },
  required: ['AdjustAccountRef', 'Line'],
  kept: ['CurrencyRef', 'TxnDate'],
  filterable: filters,
  sortable: filters,
  complete(draft) {
    const { company, sent, next, before } = draft
    if (!company.preferences.quantityOnHand)
      throw refuse('5020', 'Permission Denied Error : Quantity on hand is not switched on for this company.')
    const txnDate = txnDateOf(draft)
    refuseClosed(company, txnDate, asText(before?.['TxnDate']))
    if (sent['AdjustAccountRef']) company.use('Account', refOf(sent, 'AdjustAccountRef') ?? '', 'AdjustAccountRef')
    const lines = hasNewLines(draft)
      ? settleLines(draft, { firstId: 1 }, (line) => adjustmentLine(line, txnDate, company))
      : asList(next['Line'])
    return fieldsOf({
      ...next,
      ...currencyOf(draft),
      DocNumber: docNumberOf(draft, 'InventoryAdjustment'),
      TxnDate: txnDate,
      Line: lines,
    })
  },
  computed: () => ({}),
  postings: (_id, body, company) => {
    if (company.world.costOfSales !== 'booked') return []
    const moved = asList(body['Line']).flatMap((line): Posting[] => {
      const detail = asFields(line['ItemAdjustmentLineDetail'])
      const item = company.find('Item', refOf(detail, 'ItemRef') ?? '')
      const amount = product(asNumber(detail?.['QtyDiff']) ?? 0, asNumber(item?.body['PurchaseCost']) ?? 0)
      return item ? [{ account: refOf(item.body, 'AssetAccountRef') ?? '', amount }] : []
    })
    const amount = 0 - sum(moved.map((posting) => posting.amount))
    return [...moved, { account: refOf(body, 'AdjustAccountRef') ?? '', amount }]
  },
  stockMoves: (body) =>
    asList(body['Line']).flatMap((line) => {
      const detail = asFields(line['ItemAdjustmentLineDetail'])
      const itemId = refOf(detail, 'ItemRef')
      return itemId ? { item: itemId, quantity: asNumber(detail?.['QtyDiff']) ?? 0 } : []
    }),
}

function adjustmentLine(line: Fields, txnDate: string, company: Company): Fields {
  const detail = asFields(line['ItemAdjustmentLineDetail'])
  if (!detail) throw missing('ItemAdjustmentLineDetail')
  const absent = ['ItemRef', 'QtyDiff'].filter((field) => detail[field] === undefined)
  if (absent.length > 0)
    throw new Refusal(
      absent.map((field) => serviceError('2020', `Required parameter ${field} is missing in the request`, field)),
    )
  const item = company.use('Item', refOf(detail, 'ItemRef') ?? '', 'ItemRef')
  if (!isStocked(item)) throw businessRule(`No stock is kept of the item ${company.shownName(item)}.`)
  requireStartedStock(item, { Qty: detail['QtyDiff'] ?? 0 }, txnDate)
  return line
}
