import type { Flaw, RecordKey } from '../../erp/record.ts'
import type { Reason } from '../reason.ts'
import { correct, inErp, kindNames, spoken } from './words.ts'

/** What the ERP says of a record that cannot be posted as it is. */
export const contents = {
  flawed: ({ code, field, message }: Pick<Flaw, 'code' | 'field' | 'message'>): Reason => ({
    code,
    message: `What the ERP says of it cannot be posted as it is: ${message}.`,
    next: 'Correct the record in the ERP; its next version goes out by itself. Until then QuickBooks keeps what it has.',
    ...(field !== '' && { field: field.slice(1) }),
    action: correct,
  }),
  required: (field: string, what: string): Reason => ({
    code: 'E_REQUIRED',
    message: `${what}, and QuickBooks takes none without.`,
    next: inErp,
    field,
    action: correct,
  }),
  nameEmpty: (field: string): Reason => ({
    code: 'E_NAME_EMPTY',
    message: 'Its name is empty, and QuickBooks knows everything by its name.',
    next: inErp,
    field,
    action: correct,
  }),
  lineSum: (
    line: number,
    { qty, price, product, amount }: Record<'qty' | 'price' | 'product' | 'amount', string>,
  ): Reason => ({
    code: 'E_LINE_SUM',
    message: `Line ${line} says ${amount}, but ${qty} at ${price} is ${product}. A discount makes a line smaller, never larger.`,
    next: `${inErp} Nothing was posted, since one of the two is wrong.`,
    field: `lines/${line - 1}/amount`,
    action: correct,
  }),
  voucherTotal: (requested: string, sum: string): Reason => ({
    code: 'E_TOTAL',
    message: `The vendor requests ${requested}, but the splits add up to ${sum}.`,
    next: `${inErp} Nothing was posted, since one of the two amounts is wrong.`,
    field: 'vendor_requested_amount',
    action: correct,
  }),
  total: (stated: string, sum: string): Reason => ({
    code: 'E_TOTAL',
    message: `The invoice says ${stated} in total, but its lines, freight and tax add up to ${sum}.`,
    next: `${inErp} Nothing was posted, since one of the two amounts is wrong.`,
    field: 'total_invoice_amount',
    action: correct,
  }),
  negativeTotal: (what: 'invoice' | 'voucher' | 'purchase order', total: string): Reason => ({
    code: 'E_NEGATIVE',
    message: `The ${what} comes to ${total}. QuickBooks takes none below zero.`,
    next: {
      invoice:
        'Correct it in the ERP; it then goes out by itself. Or enter it as a credit memo in QuickBooks, and leave it out here.',
      voucher:
        'Correct it in the ERP; it then goes out by itself. Or enter it as a vendor credit in QuickBooks, and leave it out here.',
      'purchase order': inErp,
    }[what],
    action: correct,
  }),
  negativeDiscount: (discount: string): Reason => ({
    code: 'E_NEGATIVE',
    message: `The discount is ${discount}. A discount is said as a positive amount, which is taken off.`,
    next: inErp,
    field: 'discount',
    action: correct,
  }),
  /** @param qty what the ERP says, if it says one: then no price makes the amount of it */
  quantity: (line: number, part: string, qty: string | undefined, amount: string): Reason => ({
    code: 'E_QUANTITY',
    message:
      qty && Number(qty) !== 0
        ? `Line ${line} is ${qty} of the stocked part ${part} for ${amount}, and no price times that quantity is this amount. QuickBooks counts the part, and takes no line of it without a quantity.`
        : `Line ${line} is ${amount} for the stocked part ${part} without a quantity. QuickBooks counts that part, and takes no line of it without one.`,
    next:
      qty && Number(qty) !== 0
        ? 'Split the line in the ERP, so that each quantity times its price is its amount; it then goes out by itself.'
        : 'Give the line a quantity in the ERP, or, if no piece of it is meant, a part that is not stocked; it then goes out by itself.',
    field: `lines/${line - 1}/qty`,
    action: correct,
  }),
  lineWithoutPart: (line: number): Reason => ({
    code: 'E_LINE_ITEM',
    message: `Line ${line} has an amount but no part. QuickBooks would post it to an account of its own choosing.`,
    next: 'Give the line a part in the ERP, or choose in QuickBooks Settings the item that stands for lines without one; the invoice then goes out by itself.',
    field: `lines/${line - 1}/prcpart`,
    action: { kind: 'setting', target: 'itemWithoutPart' },
  }),
  orderLineWithoutPart: (line: number): Reason => ({
    code: 'E_LINE_ITEM',
    message: `Line ${line} has an amount but neither a part nor an account.`,
    next: 'Give the line a part or an account in the ERP; the order then goes out by itself.',
    field: `lines/${line - 1}/prcpart`,
    action: correct,
  }),
  accountCurrency: (account: string, kept: string, own: string): Reason => ({
    code: 'E_CURRENCY',
    message: `The entry is in ${own}, but account ${account} is kept in ${kept} in QuickBooks, and a receivable or payable account takes lines of its own currency only.`,
    next: `Book it in the ERP to the account that is kept in ${own}, or enter it in ${kept}; it then goes out by itself. Or link account ${account} to another one on the Pull Data page, then retry.`,
    field: 'splits',
    action: correct,
  }),
  tooFewSplits: (splits: number): Reason => ({
    code: 'E_UNBALANCED',
    message: `The entry has ${splits === 0 ? 'no split' : 'one split only'} with an amount; a journal entry needs a debit and a credit.`,
    next: inErp,
    field: 'splits',
    action: correct,
  }),
  unbalanced: (debits: string, credits: string): Reason => ({
    code: 'E_UNBALANCED',
    message: `Its debits come to ${debits} and its credits to ${credits}; they must be equal to the cent.`,
    next: inErp,
    field: 'splits',
    action: correct,
  }),
  negativeSplit: (amount: string): Reason => ({
    code: 'E_NEGATIVE',
    message: `A split says ${amount}. QuickBooks takes no negative debit or credit, and which side was meant only the ERP can say.`,
    next: inErp,
    field: 'splits',
    action: correct,
  }),
  debitAndCredit: (split: number): Reason => ({
    code: 'E_SPLIT',
    message: `Split ${split} has both a debit and a credit.`,
    next: inErp,
    field: `splits/${split - 1}`,
    action: correct,
  }),
  journalParty: (account: string, whose: 'customer' | 'vendor'): Reason => ({
    code: 'E_JE_ENTITY',
    message: `The split on account ${account} names no ${whose}, and QuickBooks keeps ${whose === 'customer' ? 'receivables' : 'payables'} by ${whose}.`,
    next: `Give the split its ${whose} in the ERP; the entry then goes out by itself.`,
    field: 'splits',
    action: correct,
  }),
  doublePosting: (type: string, id: string | undefined, kind: string): Reason => ({
    code: 'double_posting',
    message: `It is the ledger side of ${type}${id ? ` ${id}` : ''}, and ${kindNames[kind]}s are pushed as documents. Both would post the same money twice.`,
    next: `Leave it out, if the document carries it. Push this entry anyway only if the document will never be pushed, or switch ${kindNames[kind]}s off.`,
    action: { kind: 'record', target: 'accept' },
  }),
  doubleCost: (type: string, id: string | undefined): Reason => ({
    code: 'double_posting',
    message: `It books what ${type}${id ? ` ${id}` : ''} does to the stock, and QuickBooks counts the stock of this company: it books that itself, by the invoices of stocked parts and by adjustments of their quantity. Both would post the same cost twice.`,
    next: `Leave it out, if its parts are stocked. If the ERP is to count the stock, choose that in QuickBooks Settings; if no ${type} moves stock, take it off the list there; the entries then go out by themselves. Push this entry anyway only if none of its parts is an inventory item in QuickBooks.`,
    action: { kind: 'record', target: 'accept' },
  }),
  cycle: (keys: readonly RecordKey[]): Reason => ({
    code: 'E_CYCLE',
    message: `It is filed under itself: ${keys.map(spoken).join(', which is under ')}.`,
    next: inErp,
    field: 'parent',
    action: correct,
  }),
  depth: (levels: number): Reason => ({
    code: 'E_DEPTH',
    message: `It stands ${levels} levels below the top; QuickBooks takes four.`,
    next: inErp,
    field: 'parent',
    action: correct,
  }),
  numberTaken: (number: string, other: RecordKey): Reason => ({
    code: 'E_DOCNUMBER',
    message: `The number ${number} is that of ${spoken(other)} too, and QuickBooks would not tell them apart.`,
    next: 'Renumber one of the two in the ERP; it then goes out by itself.',
    action: { kind: 'record', target: other },
  }),
  taxOff: (tax: string): Reason => ({
    code: 'E_TAX',
    message: `The invoice carries ${tax} of tax, but QuickBooks Settings say that this company charges none.`,
    next: 'Choose in QuickBooks Settings how tax is posted, or correct the invoice in the ERP.',
    field: 'invoice_tax_subtotal',
    action: { kind: 'setting', target: 'tax' },
  }),
  taxOnNothing: (tax: string): Reason => ({
    code: 'E_TAX',
    message: `The invoice carries ${tax} of tax, but none of its lines is taxable, so QuickBooks would drop the tax.`,
    next: inErp,
    field: 'invoice_tax_subtotal',
    action: correct,
  }),
  taxCodeMissing: (isTaxable: boolean, country: string): Reason => ({
    code: 'E_TAX_CODE',
    message: `QuickBooks in ${country} wants a tax code on every line, and none is chosen for lines that are ${isTaxable ? 'taxed' : 'not taxed'}.`,
    next: 'Choose the tax codes in QuickBooks Settings; what waits for them then goes out by itself.',
    field: isTaxable ? 'taxCodes.taxable' : 'taxCodes.exempt',
    action: { kind: 'setting', target: isTaxable ? 'taxCodes.taxable' : 'taxCodes.exempt' },
  }),
  taxCodeUnknown: ({ name, field }: { name: string; field: string }, code: string): Reason => ({
    code: 'E_TAX_CODE',
    message: `${name} names the tax code "${code}", and no tax code that is in use in QuickBooks has that name or Id.`,
    next: 'If QuickBooks has it by now, pull the tax codes in QuickBooks Settings; it then goes out by itself. Or correct the tax code in the ERP.',
    field,
    action: { kind: 'pull', target: 'tax-code' },
  }),
  taxCodeWithoutTax: ({ name, field }: { name: string; field: string }, code: string, percent: number): Reason => ({
    code: 'E_TAX',
    message: `${name} names the tax code "${code}", by which QuickBooks adds ${percent} %, but the ERP states no tax.`,
    next: inErp,
    field,
    action: correct,
  }),
  taxCodesDiffer: (one: string, other: string): Reason => ({
    code: 'E_TAX_CODE',
    message: `Its lines name the tax codes "${one}" and "${other}". In the United States QuickBooks takes one for the whole invoice.`,
    next: 'Give its lines one tax code in the ERP, or choose in QuickBooks Settings that the tax is a line of its own; it then goes out by itself.',
    field: 'lines',
    action: { kind: 'setting', target: 'tax' },
  }),
  taxLineItemMissing: (tax: string): Reason => ({
    code: 'E_TAX_ITEM',
    message: `The invoice carries ${tax} of tax, which is to be a line of its own, and no item is chosen for that line.`,
    next: 'Choose the item for the tax in QuickBooks Settings; what waits for it then goes out by itself.',
    field: 'invoice_tax_subtotal',
    action: { kind: 'setting', target: 'taxLineItem' },
  }),
  taxOnBill: (tax: string): Reason => ({
    code: 'E_TAX',
    message: `The voucher carries ${tax} of tax on top of its splits, and in the United States QuickBooks has no tax on bills.`,
    next: 'Make the tax a split of its own in the ERP, booked to the account that bears it; the voucher then goes out by itself.',
    field: 'voucher_tax_subtotal',
    action: correct,
  }),
  exemptionReason: (detail: string): Reason => ({
    code: 'exemption_reason',
    message: `The ERP says that it is exempt from sales tax and not why, and QuickBooks refused that: ${detail}`,
    next: 'Choose in QuickBooks Settings why such customers are exempt, or give the reason in the ERP; it then goes out by itself.',
    field: 'tax_exemption_reason',
    action: { kind: 'setting', target: 'taxExemptionReason' },
  }),
  rate: (rate: string): Reason => ({
    code: 'E_CURRENCY',
    message: `The exchange rate is ${rate}; it must be above zero.`,
    next: inErp,
    field: 'exchange_rate',
    action: correct,
  }),
  rateMissing: (currency: string, home: string): Reason => ({
    code: 'E_CURRENCY',
    message: `It is in ${currency}, the books are in ${home}, and the ERP gave no exchange rate. QuickBooks would use one of its own.`,
    next: inErp,
    field: 'exchange_rate',
    action: correct,
  }),
  currencyOff: (currency: string, home: string): Reason => ({
    code: 'E_CURRENCY',
    message: `It is in ${currency}, but the books are in ${home} and multicurrency is off in QuickBooks.`,
    next: 'Switch multicurrency on in QuickBooks (it cannot be switched off again), or correct the currency in the ERP, then retry.',
    field: 'currency',
    action: { kind: 'quickbooks', target: 'Settings › Advanced › Currency' },
  }),
  currencyDiffers: (currency: string, party: RecordKey, partys: string): Reason => ({
    code: 'E_CURRENCY',
    message: `It is in ${currency}, but ${spoken(party)} is kept in ${partys} in QuickBooks, and that can never be changed.`,
    next: 'Correct the currency in the ERP, or make another customer or vendor for that currency.',
    field: 'currency',
    action: correct,
  }),
}
