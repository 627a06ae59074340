import { type Flaw, parseKey, type RecordKey } from '../erp/record.ts'
import type { Reason } from './reason.ts'
import type { AccountTypes } from './record.ts'

/** What a person does about a record that is wrong in the ERP. */
export const inErp = 'Correct the record in the ERP; it then goes out by itself.'
const reopen =
  'It goes out by itself once the period is open again in QuickBooks (Settings › Advanced › Close the books), at once if you press retry. Or correct the date in the ERP, or choose in QuickBooks Settings that it is dated to the first open day.'

/** The words for a kind as a controller says them. */
const kindNames: Record<string, string> = {
  part: 'part',
  customer: 'customer',
  vendor: 'vendor',
  'purchase-order': 'purchase order',
  invoice: 'invoice',
  voucher: 'voucher',
  'ledger-entry': 'ledger entry',
  account: 'account',
  terms: 'terms',
}

/** A record's name in a sentence: `customer C-17`. */
function spoken(key: RecordKey): string {
  const { kind = '', id = key } = parseKey(key) ?? {}
  return `${kindNames[kind]} ${id}`
}

export const reasons = {
  tiedOnly: (): Reason => ({
    code: 'tied_only',
    message: 'Accounts and terms are not pushed. They are known here only to be linked to those in QuickBooks.',
    next: 'Link it on the Pull Data page where documents or items use it.',
  }),
  kindOff: (kind: string): Reason => ({
    code: 'kind_off',
    message: `Pushing of ${kindNames[kind]}s is switched off, so this record is kept here and not sent.`,
    next: 'Switch the kind on in QuickBooks Settings, then back-fill the records that came before.',
  }),
  beforeGoLive: (date: string, goLive: string): Reason => ({
    code: 'before_go_live',
    message: `It is dated ${date}, before the go-live date ${goLive}, so it is left as it is in QuickBooks.`,
    next: 'Nothing, if QuickBooks has it from before. Otherwise push this record anyway, or move the go-live date.',
  }),
  untied: (by: string, at: string): Reason => ({
    code: 'untied',
    message: `${by} unlinked it from QuickBooks at ${at}. Sending it now would make a second one there.`,
    next: 'Link it again on the Pull Data page. If QuickBooks is to get a new one, resume it.',
  }),
  otherBooks: (): Reason => ({
    code: 'other_books',
    message: 'It was pushed to the QuickBooks company that was connected before, and is not in the one connected now.',
    next: 'Nothing, if it belongs to the former books alone. Otherwise back-fill it into these.',
  }),
  heldByPerson: (by: string, at: string): Reason => ({
    code: 'held_by_person',
    message: `${by} put it on hold at ${at}.`,
    next: 'Resume it when it may go out.',
  }),
  flawed: ({ code, field, message }: Pick<Flaw, 'code' | 'field' | 'message'>): Reason => ({
    code,
    message: `What the ERP says of it cannot be posted as it is: ${message}.`,
    next: 'Correct the record in the ERP; its next version goes out by itself. Until then QuickBooks keeps what it has.',
    ...(field !== '' && { field: field.slice(1) }),
  }),
  versionTie: (version: number): Reason => ({
    code: 'version_tie',
    message: `The ERP sent version ${version} twice with different contents, so nobody can tell which is right.`,
    next: 'Save the record once more in the ERP; its next version goes out by itself.',
  }),
  waitsFor: (key: RecordKey): Reason =>
    key.startsWith('account/') || key.startsWith('terms/')
      ? {
          code: 'waiting',
          message: `It mentions ${spoken(key)}, which is not linked to QuickBooks yet.`,
          next: `Link ${spoken(key)} on the Pull Data page; what waits for it then goes out by itself.`,
        }
      : {
          code: 'waiting',
          message: `It mentions ${spoken(key)}, which is not in QuickBooks yet.`,
          next: `Nothing, once ${spoken(key)} is there it goes out by itself. If that one is held or off, see to it first.`,
        },
  stockOnItsWay: (invoice: RecordKey): Reason => ({
    code: 'waiting',
    message: `Its quantity on hand is compared with the ERP's once ${spoken(invoice)}, which takes of it, is in QuickBooks. Compared before, it would be taken twice.`,
    next: `Nothing, once ${spoken(invoice)} is there its quantity follows by itself. If that one is held or off, see to it first.`,
  }),
  neverSent: (key: RecordKey): Reason => ({
    code: 'never_sent',
    message: `The ERP has never sent ${spoken(key)}, which it mentions.`,
    next: `Have ${spoken(key)} sent from the ERP; what waits for it then goes out by itself. Or correct the record in the ERP if it is to mention another.`,
  }),
  noDefaultAccount: (which: string): Reason => ({
    code: 'default_account_missing',
    message: `QuickBooks needs the ${which} account of ${which === 'payable' ? 'an order' : 'an item'}, and no default account is chosen for it.`,
    next: `Choose the default ${which} account in QuickBooks Settings; what waits for it then goes out by itself.`,
    field: `defaultAccounts.${which}`,
  }),
  required: (field: string, what: string): Reason => ({
    code: 'E_REQUIRED',
    message: `${what}, and QuickBooks takes none without.`,
    next: inErp,
    field,
  }),
  nameEmpty: (field: string): Reason => ({
    code: 'E_NAME_EMPTY',
    message: 'Its name is empty, and QuickBooks knows everything by its name.',
    next: inErp,
    field,
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
        ? 'Split the line in the ERP, so that each quantity times its price is its amount; the invoice then goes out by itself.'
        : 'Give the line a quantity in the ERP, or, if nothing was shipped, a part that is not stocked; the invoice then goes out by itself.',
    field: `lines/${line - 1}/qty`,
  }),
  lineSum: (
    line: number,
    { qty, price, product, amount }: Record<'qty' | 'price' | 'product' | 'amount', string>,
  ): Reason => ({
    code: 'E_LINE_SUM',
    message: `Line ${line} says ${amount}, but ${qty} at ${price} is ${product}. A discount makes a line smaller, never larger.`,
    next: `${inErp} Nothing was posted, since one of the two is wrong.`,
    field: `lines/${line - 1}/amount`,
  }),
  voucherTotal: (requested: string, sum: string): Reason => ({
    code: 'E_TOTAL',
    message: `The vendor requests ${requested}, but the splits add up to ${sum}.`,
    next: `${inErp} Nothing was posted, since one of the two amounts is wrong.`,
    field: 'vendor_requested_amount',
  }),
  total: (stated: string, sum: string): Reason => ({
    code: 'E_TOTAL',
    message: `The invoice says ${stated} in total, but its lines, freight and tax add up to ${sum}.`,
    next: `${inErp} Nothing was posted, since one of the two amounts is wrong.`,
    field: 'total_invoice_amount',
  }),
  negativeTotal: (what: 'invoice' | 'voucher' | 'purchase order', total: string): Reason => ({
    code: 'E_NEGATIVE',
    message: `The ${what} comes to ${total}. QuickBooks takes none below zero.`,
    next: {
      invoice: 'Enter it as a credit memo in QuickBooks, or correct it in the ERP.',
      voucher: 'Enter it as a vendor credit in QuickBooks, or correct it in the ERP.',
      'purchase order': inErp,
    }[what],
  }),
  negativeDiscount: (discount: string): Reason => ({
    code: 'E_NEGATIVE',
    message: `The discount is ${discount}. A discount is said as a positive amount, which is taken off.`,
    next: inErp,
    field: 'discount',
  }),
  taxOnNothing: (tax: string): Reason => ({
    code: 'E_TAX',
    message: `The invoice carries ${tax} of tax, but none of its lines is taxable, so QuickBooks would drop the tax.`,
    next: inErp,
    field: 'invoice_tax_subtotal',
  }),
  taxCodeMissing: (isTaxable: boolean, country: string): Reason => ({
    code: 'E_TAX_CODE',
    message: `QuickBooks in ${country} wants a tax code on every line, and none is chosen for lines that are ${isTaxable ? 'taxed' : 'not taxed'}.`,
    next: 'Choose the tax codes in QuickBooks Settings; what waits for them then goes out by itself.',
    field: isTaxable ? 'taxCodes.taxable' : 'taxCodes.exempt',
  }),
  orderLineWithoutPart: (line: number): Reason => ({
    code: 'E_LINE_ITEM',
    message: `Line ${line} has an amount but neither a part nor an account.`,
    next: 'Give the line a part or an account in the ERP; the order then goes out by itself.',
    field: `lines/${line - 1}/prcpart`,
  }),
  controlAccount: (field: string, account: string, type: string): Reason => ({
    code: 'E_CONTROL_ACCOUNT',
    message: `Account ${account} is linked to an account of type ${type}, and QuickBooks takes none of that type on a line of a bill or an order.`,
    next: 'Book it to an expense or accrual account in the ERP, or link the account to another one on the Pull Data page.',
    field,
  }),
  accountType: (
    use: string,
    account: string,
    has: AccountTypes,
    wanted: string,
    field = `defaultAccounts.${use}`,
  ): Reason => ({
    code: 'E_ACCOUNT_TYPE',
    message: `The ${use} account ${account} is of type ${has.type}, detail ${has.subType}; QuickBooks wants ${wanted} there.`,
    next: 'Choose an account of that type in QuickBooks Settings, or change what the account is linked to; the records then go out by themselves.',
    field,
  }),
  itemType: (has: string, wanted: string, quantity = '0'): Reason => ({
    code: 'item_type_fixed',
    message: `In QuickBooks it is an item of type ${has}, the ERP wants ${wanted}, and QuickBooks never changes that.`,
    next: `Make a new item: the old one is renamed, keeps its past${
      has !== 'Inventory'
        ? ' and becomes inactive'
        : quantity === '0'
          ? ''
          : ` and the stock on hand (last seen: ${quantity})`
    }, and a new one takes its name and its place in what is posted from then on. Or undo the change in the ERP.`,
  }),
  stockOnHand: (quantity: string, cost: string | undefined, amount: string): Reason => ({
    code: 'stock_on_hand',
    message: `QuickBooks has ${quantity} of it on hand. Making it inactive would book that to nought against cost, ${
      cost === undefined ? 'at what it has cost' : `about ${amount} at its purchase cost of ${cost}`
    }.`,
    next: 'Push it anyway if that is to be booked. Or bring its quantity to nought in QuickBooks, then retry; or make it active again in the ERP.',
  }),
  rate: (rate: string): Reason => ({
    code: 'E_CURRENCY',
    message: `The exchange rate is ${rate}; it must be above zero.`,
    next: inErp,
    field: 'exchange_rate',
  }),
  rateMissing: (currency: string, home: string): Reason => ({
    code: 'E_CURRENCY',
    message: `It is in ${currency}, the books are in ${home}, and the ERP gave no exchange rate. QuickBooks would use one of its own.`,
    next: inErp,
    field: 'exchange_rate',
  }),
  currencyOff: (currency: string, home: string): Reason => ({
    code: 'E_CURRENCY',
    message: `It is in ${currency}, but the books are in ${home} and multicurrency is off in QuickBooks.`,
    next: 'Switch multicurrency on in QuickBooks (it cannot be switched off again), or correct the currency in the ERP, then retry.',
    field: 'currency',
  }),
  currencyDiffers: (currency: string, party: RecordKey, partys: string): Reason => ({
    code: 'E_CURRENCY',
    message: `It is in ${currency}, but ${spoken(party)} is kept in ${partys} in QuickBooks, and that can never be changed.`,
    next: 'Correct the currency in the ERP, or make another customer or vendor for that currency.',
    field: 'currency',
  }),
  accountCurrency: (account: string, kept: string, own: string): Reason => ({
    code: 'E_CURRENCY',
    message: `The entry is in ${own}, but account ${account} is kept in ${kept} in QuickBooks, and a receivable or payable account takes lines of its own currency only.`,
    next: `Book it in the ERP to the account that is kept in ${own}, or enter it in ${kept}; it then goes out by itself. Or link account ${account} to another one on the Pull Data page, then retry.`,
    field: 'splits',
  }),
  tooFewSplits: (splits: number): Reason => ({
    code: 'E_UNBALANCED',
    message: `The entry has ${splits === 0 ? 'no split' : 'one split only'} with an amount; a journal entry needs a debit and a credit.`,
    next: inErp,
    field: 'splits',
  }),
  unbalanced: (debits: string, credits: string): Reason => ({
    code: 'E_UNBALANCED',
    message: `Its debits come to ${debits} and its credits to ${credits}; they must be equal to the cent.`,
    next: inErp,
    field: 'splits',
  }),
  negativeSplit: (amount: string): Reason => ({
    code: 'E_NEGATIVE',
    message: `A split says ${amount}. QuickBooks takes no negative debit or credit, and which side was meant only the ERP can say.`,
    next: inErp,
    field: 'splits',
  }),
  debitAndCredit: (split: number): Reason => ({
    code: 'E_SPLIT',
    message: `Split ${split} has both a debit and a credit.`,
    next: inErp,
    field: `splits/${split - 1}`,
  }),
  severalControlAccounts: (accounts: readonly string[]): Reason => ({
    code: 'E_JE_CONTROL',
    message: `The entry touches the accounts ${accounts.join(' and ')}, and QuickBooks takes one receivable or payable account in an entry.`,
    next: 'Split the entry in two in the ERP, over a clearing account.',
    field: 'splits',
  }),
  journalParty: (account: string, whose: 'customer' | 'vendor'): Reason => ({
    code: 'E_JE_ENTITY',
    message: `The split on account ${account} names no ${whose}, and QuickBooks keeps ${whose === 'customer' ? 'receivables' : 'payables'} by ${whose}.`,
    next: `Give the split its ${whose} in the ERP; the entry then goes out by itself.`,
    field: 'splits',
  }),
  doublePosting: (type: string, id: string | undefined, kind: string): Reason => ({
    code: 'double_posting',
    message: `It is the ledger side of ${type}${id ? ` ${id}` : ''}, and ${kindNames[kind]}s are pushed as documents. Both would post the same money twice.`,
    next: `Nothing, if the document carries it. Push this entry anyway only if the document will never be pushed, or switch ${kindNames[kind]}s off.`,
  }),
  doubleCost: (type: string, id: string | undefined): Reason => ({
    code: 'double_posting',
    message: `It books the cost of ${type}${id ? ` ${id}` : ''}, and QuickBooks books that itself when the invoice of a stocked part is posted. Both would post the same cost twice.`,
    next: 'Nothing, if its parts are stocked: their invoice carries the cost. Push this entry anyway only if none of them is an inventory item in QuickBooks.',
  }),
  cycle: (keys: readonly RecordKey[]): Reason => ({
    code: 'E_CYCLE',
    message: `It is filed under itself: ${keys.map(spoken).join(', which is under ')}.`,
    next: inErp,
    field: 'parent',
  }),
  depth: (levels: number): Reason => ({
    code: 'E_DEPTH',
    message: `It stands ${levels} levels below the top; QuickBooks takes four.`,
    next: inErp,
    field: 'parent',
  }),
  numberTaken: (number: string, other: RecordKey): Reason => ({
    code: 'E_DOCNUMBER',
    message: `The number ${number} is that of ${spoken(other)} too, and QuickBooks would not tell them apart.`,
    next: 'Renumber one of the two in the ERP; it then goes out by itself.',
  }),
  approval: (): Reason => ({
    code: 'approval',
    message: 'It waits for somebody to read and approve what will be posted.',
    next: 'Look at its preview and approve it.',
  }),
  approvalAgain: (by: string): Reason => ({
    code: 'approval',
    message: `What would be posted has changed since ${by} approved it, so it was not sent.`,
    next: 'Look at its preview again and approve it.',
  }),
  leftOut: (by: string, at: string): Reason => ({
    code: 'left_out',
    message: `It was deleted in QuickBooks, and ${by} accepted that at ${at}.`,
    next: 'Nothing. Restore it if it belongs in the books after all.',
  }),
  referenceUnusable: (
    found: readonly { key: RecordKey; id: string; is: 'inactive' | 'gone' }[],
    detail: string,
  ): Reason => ({
    code: 'reference_unusable',
    message:
      found.length > 0
        ? found
            .map(({ key, id, is }) =>
              is === 'inactive'
                ? `It uses ${spoken(key)}, which somebody made inactive in QuickBooks (Id ${id}).`
                : `It uses ${spoken(key)}, which somebody deleted or merged in QuickBooks (it was Id ${id}).`,
            )
            .join(' ')
        : `QuickBooks says that something it uses is inactive or gone: ${detail}`,
    next: found.some(({ is }) => is === 'gone')
      ? 'Link what was merged to the entity that remains, on the Pull Data page, then retry.'
      : 'Make it active again in QuickBooks, then retry.',
  }),
  lineWithoutPart: (line: number): Reason => ({
    code: 'E_LINE_ITEM',
    message: `Line ${line} has an amount but no part. QuickBooks would post it to an account of its own choosing.`,
    next: 'Give the line a part in the ERP; the invoice then goes out by itself.',
    field: `lines/${line - 1}/prcpart`,
  }),
  taxOff: (tax: string): Reason => ({
    code: 'E_TAX',
    message: `The invoice carries ${tax} of tax, but QuickBooks Settings say that this company charges none.`,
    next: 'Choose in QuickBooks Settings how tax is posted, or correct the invoice in the ERP.',
    field: 'invoice_tax_subtotal',
  }),
  deletedInQuickBooks: (id: string): Reason => ({
    code: 'deleted_in_quickbooks',
    message: `Somebody deleted, voided or merged it in QuickBooks (it was Id ${id}). It is never made again by itself.`,
    next: 'If it belongs in the books, restore it: it is then posted anew. If not, accept that it is gone.',
  }),
  editedInQuickBooks: (id: string): Reason => ({
    code: 'edited_in_quickbooks',
    message: `Somebody changed it in QuickBooks (Id ${id}) since it was last pushed; pushing would undo that change.`,
    next: 'Undo the change in QuickBooks and retry, or choose in QuickBooks Settings that the ERP overwrites.',
  }),
  nameTakenByRecord: (name: string, other: RecordKey, id: string): Reason => ({
    code: 'name_taken',
    message: `"${name}" is already the name of ${spoken(other)}, which is in QuickBooks as Id ${id}. QuickBooks allows a name once over customers, vendors and employees, and once over items.`,
    next: 'Give one of the two another name in the ERP, for instance with its town; it then goes out by itself.',
  }),
  nameTakenByEntity: (name: string, type: string, id: string, offered: boolean): Reason => ({
    code: 'name_taken',
    message: `QuickBooks already has the ${type.toLowerCase()} "${name}" (Id ${id}), which is linked to no record of the ERP.`,
    next: offered
      ? 'If it is the same one, link the two with one click. If not, rename one of them, then retry.'
      : 'QuickBooks allows a name once over customers, vendors and employees. Rename one of them, then retry.',
    ...(offered && { offer: { type, id, name } }),
  }),
  categoryName: (name: string, id: string, isHeading: boolean): Reason => ({
    code: 'category_name',
    message: isHeading
      ? `QuickBooks has an item "${name}" (Id ${id}). In the ERP that is a heading, which is a category in QuickBooks, and the two cannot be one.`
      : `QuickBooks has an item category "${name}" (Id ${id}). A category is no item, so no document can name it, and the name cannot be used again for the part.`,
    next: `Rename it in the ERP; it then goes out by itself. Or rename the ${isHeading ? 'item' : 'category'} in QuickBooks, then pull the items again or retry.`,
  }),
  closedPeriod: (detail: string): Reason => ({
    code: 'closed_period',
    message: `The books are closed at its date. QuickBooks says: ${detail}`,
    next: reopen,
  }),
  closedByDate: (date: string, closed: string): Reason => ({
    code: 'closed_period',
    message: `It is dated ${date}, and in QuickBooks the books are closed through ${closed}.`,
    next: reopen,
  }),
  unreadable: (): Reason => ({
    code: 'unreadable',
    message: 'What is stored of it cannot be read any more, so nothing was sent for it.',
    next: 'Save the record once more in the ERP: its next version goes out by itself. If it stops again, ask whoever runs this service, who has heard of it by an alarm.',
  }),
  notMoving: (since: string): Reason => ({
    code: 'not_moving',
    message: `What should go to QuickBooks has not moved since ${since}.`,
    next: 'Nothing is lost; it goes out by itself once it can. See whether QuickBooks works in the browser and whether Intuit reports trouble (status.developer.intuit.com). If all is well there, ask whoever runs this service, who has heard of it by an alarm.',
  }),
  companyUnreadable: (): Reason => ({
    code: 'company_unreadable',
    message: 'The settings or the connection of this company cannot be read here, so nothing of it goes to QuickBooks.',
    next: 'Ask whoever runs this service, who has heard of it by an alarm. What the ERP sends meanwhile is kept.',
  }),
  failed: (): Reason => ({
    code: 'E_INTERNAL',
    message: 'This service failed at it, by a fault of its own, so nothing was sent for it.',
    next: 'Retry it. If it stops again, ask whoever runs this service, who has heard of it by an alarm.',
  }),
  outcomeUnknown: (detail: string): Reason => ({
    code: 'outcome_unknown',
    message: `QuickBooks gave no answer that tells whether it was posted: ${detail}`,
    next: 'Look for it in QuickBooks, then say here that it is there, under which Id, or that it is not there. Nothing is sent for it until then.',
  }),
  notInPlan: (detail: string): Reason => ({
    code: 'not_in_plan',
    message: `QuickBooks does not let this be done: ${detail}`,
    next: 'Its plan does not have it (purchase orders and inventory need Plus), or the user who connected QuickBooks may not do it. Change the plan, or let an administrator connect. It is looked at every ten minutes, and at once by Look now; it then goes out by itself.',
  }),
  refused: (code: string, message: string, detail: string, next: string): Reason => ({
    code,
    message: `QuickBooks refused it (${code}): ${detail || message}`,
    next,
  }),
}
