import { type Kind, parseKey } from '../../shared/erp/record.ts'
import { spoken } from '../../shared/sync/reasons/words.ts'

/** What is the matter with all records of a group, as the second half of a heading that begins with their kind. */
const titles: Record<string, string> = {
  E_ACCOUNT_TYPE: 'an account has the wrong type for its use',
  E_CHARSET: 'a name or number has letters that QuickBooks does not take',
  E_CONTROL: 'a name or number has invisible characters',
  E_CONTROL_ACCOUNT: 'a line is booked to a payable or receivable account',
  E_CURRENCY: 'their currency does not go with the books',
  E_CYCLE: 'they are filed under themselves',
  E_DEPTH: 'they stand too deep for QuickBooks',
  E_DOCNUMBER: 'another one has their number',
  E_INTERNAL: 'this service failed at them',
  E_JE_CONTROL: 'they touch several payable or receivable accounts',
  E_JE_ENTITY: 'a line on payables or receivables names nobody',
  E_LENGTH: 'a text is longer than QuickBooks takes',
  E_LINE_ITEM: 'a line has no part',
  E_LINE_SUM: 'a line says more than quantity times price',
  E_NAME_CHARS: 'their name holds what QuickBooks does not allow in a name',
  E_NAME_EMPTY: 'they have no name',
  E_NEGATIVE: 'an amount is below zero',
  E_QUANTITY: 'a line of a stocked part has no quantity that QuickBooks takes',
  E_REQUIRED: 'something is missing that QuickBooks needs',
  E_SPLIT: 'a split is debit and credit at once',
  E_TAX: 'their tax cannot be posted as it is',
  E_TAX_CODE: 'a tax code is missing or not known',
  E_TAX_ITEM: 'no item is chosen for their tax',
  E_TOTAL: 'their total is not the sum of their lines',
  E_UNBALANCED: 'debits and credits are not equal',
  approval: 'they wait to be approved',
  category_name: 'their name is that of an item category',
  closed_period: 'the books are closed at their date',
  default_account_missing: 'a default account is not chosen',
  deleted_in_quickbooks: 'somebody deleted them in QuickBooks',
  differs: 'they are in QuickBooks, but not as the ERP has them',
  double_posting: 'what they book is posted already by a document, or by QuickBooks',
  edited_in_quickbooks: 'somebody changed them in QuickBooks',
  exemption_reason: 'they are exempt from sales tax, and QuickBooks wants to know why',
  held_by_person: 'somebody put them on hold',
  item_type_fixed: 'QuickBooks cannot change the type of their items',
  exists_in_quickbooks: 'they were to be posted anew, and QuickBooks has their number already',
  merged_in_quickbooks: 'somebody merged them into others in QuickBooks',
  mentions_deleted: 'they mention what the ERP has deleted',
  name_taken: 'QuickBooks has their name already',
  not_in_plan: 'the plan of QuickBooks does not have them, or its user may not do it',
  outcome_unknown: 'nobody knows whether they were posted',
  paid_document: 'their amount has changed, and they are paid in QuickBooks',
  reference_unusable: 'something they use is inactive or gone in QuickBooks',
  shipping_off: 'they carry freight, and shipping is switched off in QuickBooks',
  stock_on_hand: 'they are to become inactive, and have stock on hand',
  unreadable: 'what is stored of them cannot be read',
  untied: 'somebody unlinked them from QuickBooks',
  version_tie: 'the ERP sent one version with two contents',
  merged: 'they were merged into others in QuickBooks',
  kept_active: 'QuickBooks keeps them active for others that were merged into them',
  amount_rounded: 'fractions of a cent were rounded',
  number_shortened: 'a number got a short one, since QuickBooks takes 21 characters',
  not_emptied: 'QuickBooks still has what the ERP has emptied',
  order_not_linked: 'an order that they cover is not linked',
  payment_unapplied: 'a payment is no longer applied in full',
  email_left_out: 'not all that stands in the field for their e-mail address',
  phone_left_out: 'not all that stands in the field for their telephone number',
  price_rounded: 'a price was rounded to the decimals that QuickBooks takes',
  text_cut: 'a text was cut to the length that QuickBooks takes',
  characters_replaced: 'characters were replaced that QuickBooks does not take',
  field_left_out: 'a field was left out that QuickBooks does not take as it is',
}

const plurals: Record<Kind, string> = {
  part: 'Parts',
  customer: 'Customers',
  vendor: 'Vendors',
  'purchase-order': 'Purchase orders',
  invoice: 'Invoices',
  voucher: 'Vouchers',
  'ledger-entry': 'Ledger entries',
  account: 'Accounts',
  terms: 'Terms',
}

/** The heading of all records that one cause keeps, whatever each of them says. */
export function titleOf(cause: string, code: string, kinds: readonly Kind[]): string {
  const [state = '', on = ''] = cause.split('/')
  const those = kinds.map((kind, at) => (at === 0 ? plurals[kind] : plurals[kind].toLowerCase())).join(' and ')
  if (state === 'waiting') {
    const awaited = parseKey(cause.slice('waiting/'.length))?.key
    const unsent = `${(plurals[on as Kind] ?? 'records').toLowerCase()} that the ERP has never sent`
    return `${those}: they wait for ${awaited ? spoken(awaited) : unsent}`
  }
  const refused = /^\d+$/.test(code)
    ? `QuickBooks refused them (${code})`
    : 'what the ERP says of them cannot be posted'
  return `${those}: ${state === 'noted' ? 'sent, with a note: ' : ''}${titles[code] ?? refused}`
}
