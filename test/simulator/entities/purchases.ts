import { addDays } from '../clock.ts'
import type { Company, Stored } from '../company/company.ts'
import type { Posting } from '../company/ledger.ts'
import { businessRule, refuse } from '../fault.ts'
import { asFields, asList, asNumber, asText, type Fields, fieldsOf, refOf } from '../json.ts'
import { cents, quotient, sum } from '../money.ts'
import { address, date, email, type FieldTable, ignored, money, object, oneOf, quantity, ref, text } from '../schema.ts'
import { isIn, requireAccountType, requireCurrency } from './account.ts'
import { commonFilters, type Definition, type Draft } from './definition.ts'
import { requireStartedStock } from './invoice.ts'
import { isStocked } from './item.ts'
import { taxAccountOf, taxCodeOf, taxIn, taxOf } from './tax.ts'
import {
  against,
  amountOf,
  atRate,
  currencyOf,
  detailOf,
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

const detailTypes = ['ItemBasedExpenseLineDetail', 'AccountBasedExpenseLineDetail', 'DescriptionOnly']

const shared: FieldTable = {
  CustomerRef: ref('Customer'),
  BillableStatus: oneOf('Billable', 'NotBillable', 'HasBeenBilled'),
  TaxCodeRef: ref(),
  ClassRef: ref(),
  MarkupInfo: object({ Percent: quantity, PercentBased: { is: 'boolean' }, Value: money }),
  TaxAmount: ignored,
  TaxInclusiveAmt: ignored,
}

const purchaseFields: FieldTable = {
  ...transactionFields,
  VendorRef: ref('Vendor'),
  APAccountRef: ref('Account'),
  DueDate: date,
  SalesTermRef: ref('Term'),
  VendorAddr: address,
  Line: {
    is: 'list',
    max: LINES_MAX,
    of: {
      ...lineFields,
      LinkedTxn: linkedTxn,
      ItemBasedExpenseLineDetail: object({
        ...shared,
        ItemRef: ref('Item'),
        Qty: quantity,
        UnitPrice: quantity,
        PriceLevelRef: ref(),
      }),
      AccountBasedExpenseLineDetail: object({ ...shared, AccountRef: ref('Account') }),
      DescriptionLineDetail: object({ ServiceDate: date, TaxCodeRef: ref() }),
    },
  },
}

const filters = [
  ...commonFilters,
  'DocNumber',
  'TxnDate',
  'DueDate',
  'VendorRef',
  'APAccountRef',
  'TotalAmt',
  'Balance',
  'SalesTermRef',
]

const netOf = (body: Fields) => sum(asList(body['Line']).map((line) => asNumber(line['Amount']) ?? 0))
const totalOf = (body: Fields) => sum([netOf(body), taxIn(body)])

/** What orders and bills have in common: vendor, payable account, currency, number and lines. */
function completePurchase(draft: Draft, type: 'PurchaseOrder' | 'Bill'): Fields {
  const { company, sent, next, before } = draft
  const vendorId = refOf(next, 'VendorRef') ?? ''
  const vendor =
    before && !sent['VendorRef'] ? company.live('Vendor', vendorId) : company.use('Vendor', vendorId, 'VendorRef')
  const txnDate = txnDateOf(draft)
  refuseClosed(company, txnDate, asText(before?.['TxnDate']))
  const currency = currencyOf(draft, vendor.body)
  const payableId = refOf(next, 'APAccountRef') ?? payableIn(refOf(currency, 'CurrencyRef'), company)
  if (sent['APAccountRef']) {
    const payable = company.use('Account', payableId, 'APAccountRef')
    requireAccountType(payable, 'APAccountRef', 'Accounts Payable')
    requireCurrency(payable, refOf(currency, 'CurrencyRef'), company)
  }
  const termId = refOf(next, 'SalesTermRef')
  if (sent['SalesTermRef'] && termId) company.use('Term', termId, 'SalesTermRef')
  const lines = hasNewLines(draft)
    ? settleLines(draft, { firstId: 1 }, (line) => expenseLine(line, type, txnDate, company))
    : asList(next['Line'])
  const tax = taxOf(draft, lines, { side: 'PurchaseTaxRateList', total: netOf({ Line: lines }), before })
  const body = fieldsOf({
    ...next,
    ...currency,
    DocNumber: docNumberOf(draft, type),
    TxnDate: txnDate,
    APAccountRef: { value: payableId },
    VendorAddr: next['VendorAddr'] ?? vendor.body['BillAddr'],
    Line: lines,
    ...(company.preferences.country === 'US' ? {} : { TxnTaxDetail: { TotalTax: tax } }),
  })
  if (totalOf(body) < 0) throw businessRule('Transaction amount must be 0 or greater.')
  return body
}

/** The payable account for a currency, which QuickBooks opens when it is first needed. */
function payableIn(currency: string | undefined, company: Company): string {
  const first = company.accountOfType('Accounts Payable')
  if (company.world.foreignPayables === 'on any account' || isIn(first, currency)) return first.id
  for (const account of company.all('Account'))
    if (account.body['AccountType'] === 'Accounts Payable' && isIn(account, currency)) return account.id
  const id = company.nextId('Account')
  const body = { ...first.body, Name: `Accounts Payable (A/P) - ${currency}`, CurrencyRef: { value: currency ?? '' } }
  company.put({ ...first, id, syncToken: 0, body })
  return id
}

function expenseLine(line: Fields, on: 'PurchaseOrder' | 'Bill', txnDate: string, company: Company): Fields {
  const { type, detail } = detailOf(line, detailTypes)
  if (type === 'DescriptionOnly') {
    if (company.world.textLinesOfPurchases === 'refused')
      throw businessRule('Each line needs an item or an account: a line of this transaction cannot be mere text.')
    return { ...line, Amount: 0 }
  }
  const amount = amountOf(line, detail)
  if (type === 'AccountBasedExpenseLineDetail') {
    const accountId = refOf(detail, 'AccountRef')
    if (!accountId) throw refuse('6440', 'A line with an amount has neither item nor account', 'AccountRef')
    const account = company.use('Account', accountId, 'AccountRef')
    if (['Accounts Payable', 'Accounts Receivable'].some((each) => account.body['AccountType'] === each))
      throw refuse(
        '6430',
        `Invalid account type: a line of a ${on} cannot use an account of type ${asText(account.body['AccountType'])}`,
        'AccountRef',
      )
  } else {
    const itemId = refOf(detail, 'ItemRef')
    if (!itemId) throw refuse('6440', 'A line with an amount has neither item nor account', 'ItemRef')
    const item = company.use('Item', itemId, 'ItemRef')
    if (item.body['Type'] === 'Category')
      throw refuse('2500', `Invalid Reference Id : Items element id ${itemId} is a category`, 'ItemRef')
    if (!refOf(item.body, 'ExpenseAccountRef'))
      throw businessRule(`The item ${company.shownName(item)} has no purchase information.`)
    requireStartedStock(item, detail, txnDate)
  }
  const customerId = refOf(detail, 'CustomerRef')
  if (customerId) company.use('Customer', customerId, 'CustomerRef')
  else if (detail['BillableStatus'] === 'Billable')
    throw refuse('6310', 'A billable line needs a customer', 'CustomerRef')
  const count = asNumber(detail['Qty'])
  return {
    ...line,
    Amount: amount,
    [type]: {
      ...detail,
      ...(count && detail['UnitPrice'] === undefined ? { UnitPrice: quotient(amount, count) } : {}),
      BillableStatus: detail['BillableStatus'] ?? 'NotBillable',
      TaxCodeRef: { value: taxCodeOf(detail, company) },
    },
  }
}

export const purchaseOrder: Definition = {
  name: 'PurchaseOrder',
  family: 'transaction',
  fields: {
    ...purchaseFields,
    Memo: text(4000),
    POStatus: oneOf('Open', 'Closed'),
    POEmail: email,
    EmailStatus: oneOf('NotSet', 'NeedToSend', 'EmailSent'),
    ShipTo: ref('Customer'),
    ShipAddr: address,
    ShipMethodRef: ref(),
    ClassRef: ref(),
    LinkedTxn: ignored,
  },
  required: ['VendorRef', 'Line'],
  kept: ['CurrencyRef', 'ExchangeRate', 'TxnDate', 'APAccountRef', 'POStatus'],
  filterable: [...filters, 'POStatus'],
  sortable: filters,
  complete(draft) {
    const body = completePurchase(draft, 'PurchaseOrder')
    const shipTo = refOf(draft.sent, 'ShipTo')
    if (shipTo) draft.company.use('Customer', shipTo, 'ShipTo')
    return {
      ...body,
      POStatus: body['POStatus'] ?? 'Open',
      EmailStatus: body['EmailStatus'] ?? 'NotSet',
      CustomField: body['CustomField'] ?? [],
    }
  },
  computed({ id, body }, company) {
    const bills = company.billsOf(id)
    return {
      LinkedTxn: bills.map((bill) => ({ TxnId: bill.id, TxnType: 'Bill' })),
      Line: asList(body['Line']).map((line) => ({
        ...line,
        ...(line['ItemBasedExpenseLineDetail'] ? { Received: receivedOf(id, line, bills) } : {}),
        CustomExtensions: [],
      })),
      POStatus: bills.length > 0 && isCovered(id, body, bills) ? 'Closed' : (body['POStatus'] ?? 'Open'),
      TotalAmt: totalOf(body),
    }
  },
}

const linksTo = (line: Fields, orderId: string, lineId: string) =>
  asList(line['LinkedTxn']).some((link) => link['TxnId'] === orderId && link['TxnLineId'] === lineId)

const linesFor = (orderId: string, lineId: string, bills: Stored[]) =>
  bills.flatMap((bill) => asList(bill.body['Line']).filter((line) => linksTo(line, orderId, lineId)))

const receivedOf = (orderId: string, line: Fields, bills: Stored[]) =>
  linesFor(orderId, asText(line['Id']) ?? '', bills).reduce(
    (total, billed) => total + (asNumber(asFields(billed['ItemBasedExpenseLineDetail'])?.['Qty']) ?? 0),
    0,
  )

const isCovered = (orderId: string, body: Fields, bills: Stored[]) =>
  asList(body['Line']).every((line) => {
    const billed = sum(linesFor(orderId, asText(line['Id']) ?? '', bills).map((each) => asNumber(each['Amount']) ?? 0))
    return cents(billed) >= cents(asNumber(line['Amount']) ?? 0)
  })

export const bill: Definition = {
  name: 'Bill',
  family: 'transaction',
  fields: { ...purchaseFields, LinkedTxn: linkedTxn, IncludeInAnnualTPAR: ignored },
  required: ['VendorRef', 'Line'],
  kept: ['CurrencyRef', 'ExchangeRate', 'TxnDate', 'APAccountRef'],
  filterable: filters,
  sortable: filters,
  complete(draft) {
    const { company, next } = draft
    const body = withLaterLinks(draft, completePurchase(draft, 'Bill'))
    const txnDate = asText(body['TxnDate']) ?? ''
    checkLinks(draft, body)
    const days = asNumber(company.find('Term', refOf(next, 'SalesTermRef') ?? '')?.body['DueDays']) ?? 0
    return { ...body, DueDate: asText(next['DueDate']) || addDays(txnDate, days) }
  },
  computed: ({ body }, company) => {
    const total = totalOf(body)
    return {
      Line: asList(body['Line']).map((line) => ({ ...line, LinkedTxn: line['LinkedTxn'] ?? [], CustomExtensions: [] })),
      TotalAmt: total,
      Balance: total,
      ...(company.preferences.multiCurrency ? { HomeBalance: atRate(body, total) } : {}),
    }
  },
  postings(_id, body, company) {
    const debits: Posting[] = asList(body['Line']).flatMap((line) => {
      const amount = atRate(body, asNumber(line['Amount']) ?? 0)
      return amount === 0 ? [] : { account: expenseAccountOf(line, company), amount }
    })
    const tax = atRate(body, taxIn(body))
    if (tax !== 0) debits.push({ account: taxAccountOf(company), amount: tax })
    const payable = refOf(body, 'APAccountRef') ?? company.accountOfType('Accounts Payable').id
    return [...debits, against(payable, debits, `Vendor/${refOf(body, 'VendorRef')}`)]
  },
  stockMoves: (body, company) =>
    asList(body['Line']).flatMap((line) => {
      const detail = asFields(line['ItemBasedExpenseLineDetail'])
      const itemId = refOf(detail, 'ItemRef')
      return itemId && isStocked(company.find('Item', itemId))
        ? { item: itemId, quantity: asNumber(detail?.['Qty']) ?? 0 }
        : []
    }),
}

function expenseAccountOf(line: Fields, company: Company): string {
  const accountId = refOf(asFields(line['AccountBasedExpenseLineDetail']), 'AccountRef')
  if (accountId) return accountId
  const item = company.find('Item', refOf(asFields(line['ItemBasedExpenseLineDetail']), 'ItemRef') ?? '')
  return (
    refOf(item?.body, isStocked(item) ? 'AssetAccountRef' : 'ExpenseAccountRef') ?? company.accountOfType('Expense').id
  )
}

/** A bill's body with the links that its update adds, as far as this world takes them. */
function withLaterLinks({ company, before }: Draft, body: Fields): Fields {
  const { laterLinks } = company.world
  if (!before || laterLinks === 'taken') return body
  const earlier = asList(before['LinkedTxn']).map((link) => link['TxnId'])
  const isEarlier = (link: Fields) => earlier.includes(link['TxnId'])
  const isAdded = asList(body['LinkedTxn']).some((link) => !isEarlier(link))
  if (!isAdded) return body
  if (laterLinks === 'refused') throw refuse('620', 'A bill is linked when it is made, and not later', 'LinkedTxn')
  const kept = (holder: Fields) =>
    holder['LinkedTxn'] ? { ...holder, LinkedTxn: asList(holder['LinkedTxn']).filter(isEarlier) } : holder
  return fieldsOf({ ...kept(body), Line: asList(body['Line']).map(kept) })
}

/** A bill may cover lines of orders of the same vendor that are open and not younger than itself. */
function checkLinks({ company, sent, before }: Draft, body: Fields): void {
  if (before && !sent['LinkedTxn'] && !sent['Line']) return
  const headers = asList(body['LinkedTxn'])
  const earlier = new Set(asList(before?.['LinkedTxn']).flatMap((link) => asText(link['TxnId']) ?? []))
  for (const link of headers) {
    if (link['TxnType'] !== 'PurchaseOrder')
      throw refuse('620', `A bill cannot be linked to ${asText(link['TxnType'])}`, 'LinkedTxn')
    const order = company.use('PurchaseOrder', asText(link['TxnId']) ?? '', 'LinkedTxn')
    if (refOf(order.body, 'VendorRef') !== refOf(body, 'VendorRef'))
      throw refuse('620', 'The order is of another vendor', 'LinkedTxn')
    if ((asText(order.body['TxnDate']) ?? '') > (asText(body['TxnDate']) ?? ''))
      throw businessRule('The purchase order cannot be dated after the bill it is linked to.')
    const isClosed = order.body['POStatus'] === 'Closed' || isCovered(order.id, order.body, company.billsOf(order.id))
    if (isClosed && !earlier.has(order.id)) throw refuse('620', 'The order is closed', 'LinkedTxn')
  }
  for (const link of asList(body['Line']).flatMap((line) => asList(line['LinkedTxn']))) {
    const orderId = asText(link['TxnId']) ?? ''
    if (!headers.some((header) => header['TxnId'] === orderId))
      throw refuse('620', 'The line is linked to an order that the bill is not linked to', 'LinkedTxn')
    const order = company.use('PurchaseOrder', orderId, 'LinkedTxn')
    if (!asList(order.body['Line']).some((line) => line['Id'] === link['TxnLineId']))
      throw refuse(
        '2500',
        `Invalid Reference Id : PurchaseOrders element id ${orderId} has no line ${asText(link['TxnLineId'])}`,
        'LinkedTxn',
      )
  }
}
