import { keyOf, parseKey, type RecordKey } from '../../erp/record.ts'
import type { Differs } from '../differs.ts'
import type { Action, Reason } from '../reason.ts'
import { type AccountTypes, entityTypeOf, type Link } from '../record.ts'
import { correct, spoken, spokenField } from './words.ts'

const reopen =
  'It goes out by itself once the period is open again in QuickBooks (Settings › Advanced › Close the books), at once if you press retry. Or correct the date in the ERP, or choose in QuickBooks Settings that it is dated to the first open day.'

/** Where to put what is missing in order: the first that is gone is tied anew, one that is inactive made active. */
function inOrder(found: readonly { key: RecordKey; id: string; is: 'inactive' | 'gone' }[]): { action?: Action } {
  const [first] = found.toSorted((one, other) => Number(other.is === 'gone') - Number(one.is === 'gone'))
  if (!first) return {}
  const types: Record<string, string> = { ...entityTypeOf, account: 'Account', terms: 'Term' }
  const { kind = '' } = parseKey(first.key) ?? {}
  return {
    action:
      first.is === 'gone'
        ? { kind: 'link', target: first.key }
        : { kind: 'quickbooks', target: `${types[kind]}/${first.id}` },
  }
}

/** What stands against a record in the books as they are: accounts, items, names, and what people did there. */
export const books = {
  noDefaultAccount: (which: string): Reason => ({
    code: 'default_account_missing',
    message: `QuickBooks needs the ${which} account of ${which === 'payable' ? 'an order' : 'an item'}, and no default account is chosen for it.`,
    next: `Choose the default ${which} account in QuickBooks Settings; what waits for it then goes out by itself.`,
    field: `defaultAccounts.${which}`,
    action: { kind: 'setting', target: `defaultAccounts.${which}` },
  }),
  controlAccount: (field: string, account: string, type: string): Reason => ({
    code: 'E_CONTROL_ACCOUNT',
    message: `Account ${account} is linked to an account of type ${type}, and QuickBooks takes none of that type on a line of a bill or an order.`,
    next: 'Book it to an expense or accrual account in the ERP, or link the account to another one on the Pull Data page.',
    field,
    action: { kind: 'link', target: keyOf('account', account) },
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
    action: field.includes('.')
      ? { kind: 'setting', target: field }
      : { kind: 'link', target: keyOf('account', account) },
  }),
  /** @param unapplied of what is paid, what would be left over */
  paidDocument: (paid: string, total: string, unapplied: string | undefined): Reason => ({
    code: 'paid_document',
    message: `${paid} of it is paid in QuickBooks, and it now comes to ${total}${unapplied ? `, so that ${unapplied} would be applied to nothing any more` : ''}. QuickBooks Settings say that paid documents are held.`,
    next: 'Push it anyway if it is to change, and apply what is left over in QuickBooks. Or choose in QuickBooks Settings that paid documents are sent; or undo the change in the ERP.',
    action: { kind: 'record', target: 'push-anyway' },
  }),
  shippingOff: (freight: string): Reason => ({
    code: 'shipping_off',
    message: `The invoice carries ${freight} of freight, and shipping is switched off in QuickBooks, which takes no freight then.`,
    next: 'Switch shipping on in QuickBooks (Settings › Account and settings › Sales › Sales form content › Shipping), then press Look now; it then goes out by itself. Or choose in QuickBooks Settings the item that stands for freight; the invoice then goes out by itself.',
    field: 'freight',
    action: { kind: 'setting', target: 'freightItem' },
  }),
  severalControlAccounts: (accounts: readonly string[]): Reason => ({
    code: 'E_JE_CONTROL',
    message: `The entry touches the accounts ${accounts.join(' and ')}, and QuickBooks takes one receivable or payable account in an entry.`,
    next: 'Split the entry in two in the ERP, over a clearing account.',
    field: 'splits',
    action: correct,
  }),
  /** @param counter who is to count the stock by the company's choice, where that and not the ERP wants another type */
  itemType: (has: string, wanted: string, quantity = '0', counter?: 'erp' | 'quickbooks'): Reason => ({
    code: 'item_type_fixed',
    message: `In QuickBooks it is an item of type ${has}, ${
      counter === 'erp'
        ? 'whose stock QuickBooks counts. By QuickBooks Settings the ERP counts the stock'
        : `the ERP wants ${wanted}`
    }, and QuickBooks never changes the type of an item.`,
    next: `Make a new item: the old one is renamed, keeps its past${
      has !== 'Inventory'
        ? ' and becomes inactive'
        : quantity === '0'
          ? ''
          : ` and the stock on hand (last seen: ${quantity})`
    }, and a new one takes its name and its place in what is posted from then on. Or ${counter === 'erp' ? 'let QuickBooks count the stock again (QuickBooks Settings)' : 'undo the change in the ERP'}.`,
    action: { kind: 'record', target: 'replace' },
  }),
  stockOnHand: (quantity: string, cost: string | undefined, amount: string): Reason => ({
    code: 'stock_on_hand',
    message: `QuickBooks has ${quantity} of it on hand. Making it inactive would book that to nought against cost, ${
      cost === undefined ? 'at what it has cost' : `about ${amount} at its purchase cost of ${cost}`
    }.`,
    next: 'Push it anyway if that is to be booked. Or bring its quantity to nought in QuickBooks, then retry; or make it active again in the ERP.',
    action: { kind: 'record', target: 'push-anyway' },
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
    ...inOrder(found),
  }),
  deletedInQuickBooks: (id: string): Reason => ({
    code: 'deleted_in_quickbooks',
    message: `Somebody deleted or voided it in QuickBooks (it was Id ${id}). It is never made again by itself.`,
    next: 'If it belongs in the books, restore it: it is then posted anew. If not, accept that it is gone.',
    action: { kind: 'record', target: 'restore' },
  }),
  /** @param id the entity that is there no more */
  merged: (key: RecordKey, id: string): Reason => ({
    code: 'merged_in_quickbooks',
    message: `QuickBooks has ${spoken(key)} no more (it was Id ${id}): somebody merged it into another one there.`,
    next: 'Link it to the one that remains, on the Pull Data page; what waits for it then goes out to that one by itself. It is not made again, since QuickBooks would then have it twice.',
    action: { kind: 'link' },
  }),
  existsInQuickBooks: (type: string, number: string, id: string): Reason => ({
    code: 'exists_in_quickbooks',
    message: `It was to be posted anew, but QuickBooks has the ${type.toLowerCase()} "${number}" already (Id ${id}), which is linked to no record of the ERP.`,
    next: 'If it is the same one, link the two with one click. If not, renumber one of them, then retry.',
    action: { kind: 'record', target: 'adopt' },
    offer: { type, id, name: number },
  }),
  editedInQuickBooks: (id: string): Reason => ({
    code: 'edited_in_quickbooks',
    message: `Somebody changed it in QuickBooks (Id ${id}) since it was last pushed; pushing would undo that change.`,
    next: 'Undo the change in QuickBooks and retry, or choose in QuickBooks Settings that the ERP overwrites.',
    action: { kind: 'setting', target: 'editedInQuickBooks' },
  }),
  nameTakenByRecord: (name: string, other: RecordKey, id: string): Reason => ({
    code: 'name_taken',
    message: `"${name}" is already the name of ${spoken(other)}, which is in QuickBooks as Id ${id}. QuickBooks allows a name once over customers, vendors and employees, and once over items.`,
    next: 'Give one of the two another name in the ERP, for instance with its town; it then goes out by itself.',
    action: { kind: 'record', target: other },
  }),
  nameTakenByEntity: (name: string, type: string, id: string, offered: boolean): Reason => ({
    code: 'name_taken',
    message: `QuickBooks already has the ${type.toLowerCase()} "${name}" (Id ${id}), which is linked to no record of the ERP.`,
    next: offered
      ? 'If it is the same one, link the two with one click. If not, rename one of them, then retry.'
      : 'QuickBooks allows a name once over customers, vendors and employees. Rename one of them, then retry.',
    ...(offered && { offer: { type, id, name } }),
    action: offered ? { kind: 'record', target: 'adopt' } : { kind: 'quickbooks', target: `${type}/${id}` },
  }),
  categoryName: (name: string, id: string, isHeading: boolean): Reason => ({
    code: 'category_name',
    message: isHeading
      ? `QuickBooks has an item "${name}" (Id ${id}). In the ERP that is a heading, which is a category in QuickBooks, and the two cannot be one.`
      : `QuickBooks has an item category "${name}" (Id ${id}). A category is no item, so no document can name it, and the name cannot be used again for the part.`,
    next: `Rename it in the ERP; it then goes out by itself. Or rename the ${isHeading ? 'item' : 'category'} in QuickBooks, then pull the items again or retry.`,
    action: { kind: 'quickbooks', target: `Item/${id}` },
  }),
  closedPeriod: (detail: string): Reason => ({
    code: 'closed_period',
    message: `The books are closed at its date. QuickBooks says: ${detail}`,
    next: reopen,
    action: { kind: 'setting', target: 'closedPeriod' },
  }),
  closedByDate: (date: string, closed: string): Reason => ({
    code: 'closed_period',
    message: `It is dated ${date}, and in QuickBooks the books are closed through ${closed}.`,
    next: reopen,
    action: { kind: 'setting', target: 'closedPeriod' },
  }),
  differs: ({ fields, why }: Pick<Differs, 'fields' | 'why'>, link: Pick<Link, 'type' | 'id'> | undefined): Reason => {
    const isTax = fields.some(({ field }) => field === 'tax')
    const figures = fields.map(({ field, erp, quickbooks }) => `${spokenField(field)} ${quickbooks} instead of ${erp}`)
    return {
      code: 'differs',
      message: `It is in QuickBooks, but not as the ERP has it: ${figures.join(', ')}.${why && ` ${why}`}`,
      next: `Correct it where it is wrong. In the ERP: it then goes out again by itself. In QuickBooks: then retry here; it is compared again, and sent again if it still differs.${
        isTax ? ' How tax gets into QuickBooks is chosen in QuickBooks Settings.' : ''
      }`,
      action: isTax
        ? { kind: 'setting', target: 'tax' }
        : { kind: 'quickbooks', ...(link && { target: `${link.type}/${link.id}` }) },
    }
  },
  notInPlan: (detail: string): Reason => ({
    code: 'not_in_plan',
    message: `QuickBooks does not let this be done: ${detail}`,
    next: 'Its plan does not have it (purchase orders and inventory need Plus), or the user who connected QuickBooks may not do it. Change the plan, or let an administrator connect. It is looked at every ten minutes, and at once by Look now; it then goes out by itself.',
    action: { kind: 'quickbooks', target: 'Settings › Subscriptions and billing' },
  }),
  refused: (code: string, message: string, detail: string, next: string, action: Action): Reason => ({
    code,
    message: `QuickBooks refused it (${code}): ${detail || message}`,
    next,
    action,
  }),
}
