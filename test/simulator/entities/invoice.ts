import { addDays } from '../clock.ts'
import type { Company, Stored } from '../company/company.ts'
import type { Posting } from '../company/ledger.ts'
import { businessRule, missing, refuse } from '../fault.ts'
import { asFields, asList, asNumber, asText, type Fields, fieldsOf, refOf } from '../json.ts'
import { percentOf, product, quotient, sum } from '../money.ts'
import {
  address,
  date,
  email,
  type FieldTable,
  flag,
  ignored,
  money,
  object,
  oneOf,
  quantity,
  ref,
  text,
} from '../schema.ts'
import { requireAccountType } from './account.ts'
import { commonFilters, type Definition, type Draft } from './definition.ts'
import { firstDayOf, isStocked } from './item.ts'
import { hasAddress, percentOn, taxAccountOf, taxCodeOf, taxIn, taxOf } from './tax.ts'
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

/** The item that stands for shipping; it is in no list. */
const SHIPPING_ITEM_ID = 'SHIPPING_ITEM_ID'

const detailTypes = ['SalesItemLineDetail', 'DescriptionOnly', 'DiscountLineDetail']

const filters = [
  ...commonFilters,
  'DocNumber',
  'TxnDate',
  'DueDate',
  'CustomerRef',
  'TotalAmt',
  'Balance',
  'SalesTermRef',
]

const salesItemLine: FieldTable = {
  ItemRef: ref('Item'),
  Qty: quantity,
  UnitPrice: quantity,
  TaxCodeRef: ref(),
  ClassRef: ref(),
  ServiceDate: date,
  DiscountAmt: money,
  DiscountRate: quantity,
  ItemAccountRef: ignored,
  TaxInclusiveAmt: ignored,
}

export const invoice: Definition = {
  name: 'Invoice',
  family: 'transaction',
  canVoid: true,
  fields: {
    ...transactionFields,
    CustomerRef: ref('Customer'),
    DueDate: date,
    SalesTermRef: ref('Term'),
    BillEmail: email,
    BillEmailCc: email,
    BillEmailBcc: email,
    EmailStatus: oneOf('NotSet', 'NeedToSend', 'EmailSent'),
    PrintStatus: oneOf('NotSet', 'NeedToPrint', 'PrintComplete'),
    BillAddr: address,
    ShipAddr: address,
    ShipFromAddr: address,
    ShipDate: date,
    TrackingNum: text(31),
    ShipMethodRef: ref(),
    CustomerMemo: object({ value: text(1000) }),
    ClassRef: ref(),
    ApplyTaxAfterDiscount: flag,
    LinkedTxn: linkedTxn,
    Deposit: money,
    DepositToAccountRef: ref('Account'),
    AllowIPNPayment: flag,
    AllowOnlinePayment: flag,
    AllowOnlineCreditCardPayment: flag,
    AllowOnlineACHPayment: flag,
    FreeFormAddress: ignored,
    InvoiceLink: ignored,
    DeliveryInfo: ignored,
    Line: {
      is: 'list',
      max: LINES_MAX,
      of: {
        ...lineFields,
        LinkedTxn: linkedTxn,
        SalesItemLineDetail: object(salesItemLine),
        DescriptionLineDetail: object({ ServiceDate: date, TaxCodeRef: ref() }),
        DiscountLineDetail: object({
          PercentBased: flag,
          DiscountPercent: quantity,
          DiscountAccountRef: ref('Account'),
          ClassRef: ref(),
          TaxCodeRef: ref(),
        }),
        SubTotalLineDetail: ignored,
      },
    },
  },
  required: ['CustomerRef', 'Line'],
  kept: ['CurrencyRef', 'ExchangeRate', 'TxnDate'],
  filterable: filters,
  sortable: filters,
  complete(draft) {
    const { company, next, before } = draft
    const customer = partyOf(draft)
    const txnDate = txnDateOf(draft)
    refuseClosed(company, txnDate, asText(before?.['TxnDate']))
    const termId = refOf(next, 'SalesTermRef')
    if (refOf(draft.sent, 'SalesTermRef') && termId) company.use('Term', termId, 'SalesTermRef')
    if (next['EmailStatus'] === 'NeedToSend' && !asText(asFields(next['BillEmail'])?.['Address']))
      throw refuse('6420', 'BillEmail is required if EmailStatus is NeedToSend', 'BillEmail')

    const lines = hasNewLines(draft)
      ? settleLines(draft, { firstId: 1 }, (line) => salesLine(line, txnDate, company))
      : asList(next['Line'])
    const amounts = amountsOf(lines)
    const tax = salesTaxOf(draft, customer, lines, amounts.total)
    if (amounts.total + tax < 0) throw businessRule('Transaction amount must be 0 or greater.')
    const days = asNumber(company.find('Term', termId ?? company.preferences.defaultTermId)?.body['DueDays']) ?? 0
    const keepsDueDate =
      before !== undefined && before['TxnDate'] === txnDate && refOf(before, 'SalesTermRef') === termId
    return fieldsOf({
      ...next,
      ...currencyOf(draft, customer.body),
      DocNumber: docNumberOf(draft, 'Invoice'),
      TxnDate: txnDate,
      DueDate:
        asText(next['DueDate']) || (keepsDueDate ? asText(before['DueDate']) : undefined) || addDays(txnDate, days),
      Line: amounts.lines,
      TxnTaxDetail: { TotalTax: tax },
      BillAddr: next['BillAddr'] ?? customer.body['BillAddr'],
      ShipAddr: next['ShipAddr'] ?? customer.body['ShipAddr'] ?? customer.body['BillAddr'],
      EmailStatus: next['EmailStatus'] ?? 'NotSet',
      PrintStatus: next['PrintStatus'] ?? 'NeedToPrint',
      ApplyTaxAfterDiscount: next['ApplyTaxAfterDiscount'] ?? false,
      LinkedTxn: next['LinkedTxn'] ?? [],
      CustomField: next['CustomField'] ?? [],
    })
  },
  computed({ id, body }, company) {
    const subTotal = sum(asList(body['Line']).map((line) => asNumber(line['Amount']) ?? 0))
    const total = totalOf(body)
    const balance = Math.max(0, sum([total, 0 - (company.applied.get(id) ?? 0)]))
    return {
      AllowIPNPayment: false,
      AllowOnlinePayment: false,
      AllowOnlineCreditCardPayment: true,
      AllowOnlineACHPayment: true,
      FreeFormAddress: true,
      ShipFromAddr: body['ShipFromAddr'] ?? { Id: '1', Line1: '1 Machine Road', Line2: 'San Pablo, CA  87999' },
      Line: [
        ...asList(body['Line']).map((line) => withIncomeAccount(line, company)),
        { Amount: subTotal, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
      ],
      TxnTaxDetail: taxDetailOf(body, company),
      TotalAmt: total,
      Balance: balance,
      ...(company.preferences.multiCurrency
        ? { HomeTotalAmt: atRate(body, total), HomeBalance: atRate(body, balance) }
        : {}),
    }
  },
  postings(_id, body, company) {
    const credits = asList(body['Line']).map((line) => ({
      account: incomeAccountOf(line, company),
      amount: 0 - atRate(body, asNumber(line['Amount']) ?? 0),
    }))
    const tax = taxIn(body)
    if (tax !== 0) credits.push({ account: taxAccountOf(company), amount: 0 - atRate(body, tax) })
    const posted: Posting[] = credits.filter(({ amount }) => amount !== 0)
    return [
      against(company.accountOfType('Accounts Receivable').id, posted, `Customer/${refOf(body, 'CustomerRef')}`),
      ...posted,
      ...(company.world.costOfSales === 'booked' ? asList(body['Line']).flatMap((line) => costOf(line, company)) : []),
    ]
  },
  stockMoves: (body, company) =>
    asList(body['Line']).flatMap((line) => {
      const detail = asFields(line['SalesItemLineDetail'])
      const itemId = refOf(detail, 'ItemRef')
      return itemId && isStocked(company.find('Item', itemId))
        ? { item: itemId, quantity: 0 - (asNumber(detail?.['Qty']) ?? 0) }
        : []
    }),
}

/** What a stocked line cost goes from the item's asset account to its expense account. */
function costOf(line: Fields, company: Company): Posting[] {
  const detail = asFields(line['SalesItemLineDetail'])
  const item = company.find('Item', refOf(detail, 'ItemRef') ?? '')
  if (!item || !isStocked(item)) return []
  const amount = product(asNumber(detail?.['Qty']) ?? 0, asNumber(item.body['PurchaseCost']) ?? 0)
  const [cost, asset] = [refOf(item.body, 'ExpenseAccountRef'), refOf(item.body, 'AssetAccountRef')]
  if (amount === 0 || !cost || !asset) return []
  return [
    { account: cost, amount },
    { account: asset, amount: 0 - amount },
  ]
}

function partyOf({ company, sent, next, before }: Draft): Stored {
  const id = refOf(next, 'CustomerRef') ?? ''
  return before && !sent['CustomerRef'] ? company.live('Customer', id) : company.use('Customer', id, 'CustomerRef')
}

function salesLine(line: Fields, txnDate: string, company: Company): Fields {
  const { type, detail } = detailOf(line, detailTypes)
  if (type === 'DescriptionOnly') return { ...line, Amount: 0 }
  if (type === 'DiscountLineDetail') return discountLine(line, detail, company)
  const amount = amountOf(line, detail)
  const itemId = refOf(detail, 'ItemRef')
  if (!itemId) throw refuse('6440', 'A line with an amount has neither item nor account', 'ItemRef')
  if (itemId === SHIPPING_ITEM_ID) {
    const { shippingOff } = company.world
    if (!company.preferences.allowShipping && shippingOff !== 'taken')
      throw shippingOff === 'a rule is against it'
        ? businessRule('Shipping is not switched on for this company.')
        : refuse('2500', `Invalid Reference Id : Items element id ${itemId} not found`, 'ItemRef')
  } else {
    const item = company.use('Item', itemId, 'ItemRef')
    if (item.body['Type'] === 'Category')
      throw refuse('2500', `Invalid Reference Id : Items element id ${itemId} is a category`, 'ItemRef')
    if (!refOf(item.body, 'IncomeAccountRef'))
      throw businessRule(`The item ${company.shownName(item)} has no income account.`)
    requireStartedStock(item, detail, txnDate)
  }
  const count = asNumber(detail['Qty'])
  return {
    ...line,
    Amount: amount,
    SalesItemLineDetail: {
      ...detail,
      ...(count && detail['UnitPrice'] === undefined ? { UnitPrice: quotient(amount, count) } : {}),
      TaxCodeRef: { value: taxCodeOf(detail, company) },
    },
  }
}

/** An inventory item needs a quantity, and cannot be used before its first day. */
export function requireStartedStock(item: Stored, detail: Fields, txnDate: string): void {
  if (!isStocked(item)) return
  if (detail['Qty'] === undefined) throw refuse('6520', 'Qty is required on a line with an inventory item', 'Qty')
  const firstDay = firstDayOf(item.body)
  if (firstDay !== undefined && txnDate < firstDay)
    throw refuse(
      '6270',
      `Transaction date ${txnDate} is before the inventory start date ${firstDay} of the item`,
      'TxnDate',
    )
}

function discountLine(line: Fields, detail: Fields, company: Company): Fields {
  const isPercent = detail['PercentBased'] === true
  if (isPercent ? detail['DiscountPercent'] === undefined : line['Amount'] === undefined)
    throw refuse('6090', 'A discount line needs an amount or a percentage', 'DiscountLineDetail')
  const accountId = refOf(detail, 'DiscountAccountRef')
  if (accountId)
    requireAccountType(
      company.use('Account', accountId, 'DiscountAccountRef'),
      'DiscountAccountRef',
      'Income',
      'Expense',
    )
  return line
}

/** The lines with discounts as negative amounts, and what they come to. */
function amountsOf(lines: Fields[]): { lines: Fields[]; total: number } {
  const gross = sum(
    lines.filter((line) => line['DetailType'] !== 'DiscountLineDetail').map((line) => asNumber(line['Amount']) ?? 0),
  )
  const settled = lines.map((line) => {
    const discount = asFields(line['DiscountLineDetail'])
    if (!discount) return line
    const amount =
      discount['PercentBased'] === true
        ? percentOf(gross, asNumber(discount['DiscountPercent']) ?? 0)
        : Math.abs(asNumber(line['Amount']) ?? 0)
    return { ...line, Amount: 0 - amount }
  })
  return { lines: settled, total: sum(settled.map((line) => asNumber(line['Amount']) ?? 0)) }
}

/** The tax of an invoice, unless this QuickBooks charges the customer none, whatever is stated. */
function salesTaxOf(draft: Draft, customer: Stored, lines: Fields[], total: number): number {
  const { company, next, before } = draft
  const { taxOfExempt, taxWithoutAddress } = company.world
  const isExempt = customer.body['Taxable'] === false
  const isStated = asNumber(asFields(draft.sent['TxnTaxDetail'])?.['TotalTax']) !== undefined
  if (isExempt && (taxOfExempt === 'dropped' || !isStated)) return 0
  const isInUS = company.preferences.country === 'US'
  if (isInUS && taxWithoutAddress === 'none' && !hasAddress(next, customer)) return 0
  return taxOf(draft, lines, { side: 'SalesTaxRateList', total, before })
}

/** The tax with the one rate that it is made of. */
function taxDetailOf(body: Fields, company: Company): Fields {
  const tax = taxIn(body)
  if (tax === 0) return { TotalTax: 0 }
  const taxed = asList(body['Line']).filter((line) => percentOn(line, 'SalesTaxRateList', company) > 0)
  const detail = {
    TaxRateRef: { value: '3' },
    PercentBased: true,
    TaxPercent: percentOn(taxed[0] ?? {}, 'SalesTaxRateList', company),
    NetAmountTaxable: sum(taxed.map((line) => asNumber(line['Amount']) ?? 0)),
  }
  return {
    ...(company.preferences.country === 'US' ? { TxnTaxCodeRef: { value: '2' } } : {}),
    TotalTax: tax,
    TaxLine: [{ Amount: tax, DetailType: 'TaxLineDetail', TaxLineDetail: detail }],
  }
}

const totalOf = (body: Fields) =>
  sum([...asList(body['Line']).map((line) => asNumber(line['Amount']) ?? 0), taxIn(body)])

/** The revenue account is the item's; nobody can choose it on the line. */
function incomeAccountOf(line: Fields, company: Company): string {
  const discount = asFields(line['DiscountLineDetail'])
  if (discount)
    return refOf(discount, 'DiscountAccountRef') ?? company.accountOfSubType('Income', 'DiscountsRefundsGiven').id
  const itemId = refOf(asFields(line['SalesItemLineDetail']), 'ItemRef')
  if (itemId === SHIPPING_ITEM_ID) return shippingAccountOf(company)
  const accountId = itemId && refOf(company.find('Item', itemId)?.body, 'IncomeAccountRef')
  return accountId || company.accountOfType('Income').id
}

function shippingAccountOf(company: Company): string {
  for (const account of company.all('Account')) if (account.body['Name'] === 'Shipping Income') return account.id
  throw missing('Shipping Income')
}

function withIncomeAccount(line: Fields, company: Company): Fields {
  const detail = asFields(line['SalesItemLineDetail'])
  const withExtensions = { ...line, CustomExtensions: [] }
  if (!detail) return withExtensions
  const accountId = incomeAccountOf(line, company)
  const accountName = company.referenceName('Account', accountId)
  return {
    ...withExtensions,
    SalesItemLineDetail: { ...detail, ItemAccountRef: fieldsOf({ value: accountId, name: accountName }) },
  }
}
