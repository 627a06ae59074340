import type { RecordKey } from '../erp/record.ts'
import type { LimitBreach } from '../qbo/limits.ts'

/** Why a record is not in QuickBooks, for a controller: what happened, why, and what to do next. */
export type Reason = { code: string; message: string; next: string; field?: string | undefined }

const inErp = 'Correct the record in the ERP; it then goes out by itself.'

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
  const slash = key.indexOf('/')
  return `${kindNames[key.slice(0, slash)]} ${key.slice(slash + 1)}`
}

export const reasons = {
  tiedOnly: (): Reason => ({
    code: 'tied_only',
    message: 'Accounts and terms are not pushed. They are known here only to be tied to those in QuickBooks.',
    next: 'Tie it on the Pull Data page where documents or items use it.',
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
  heldByPerson: (by: string, at: string): Reason => ({
    code: 'held_by_person',
    message: `${by} put it on hold at ${at}.`,
    next: 'Resume it when it may go out.',
  }),
  versionTie: (version: number): Reason => ({
    code: 'version_tie',
    message: `The ERP sent version ${version} twice with different contents, so nobody can tell which is right.`,
    next: 'Save the record once more in the ERP; its next version goes out by itself.',
  }),
  waitsFor: (key: RecordKey): Reason => ({
    code: 'waiting',
    message: `It mentions ${spoken(key)}, which is not in QuickBooks yet.`,
    next: `Nothing, once ${spoken(key)} is there it goes out by itself. If that one is held or off, see to it first.`,
  }),
  noDefaultAccount: (which: string): Reason => ({
    code: 'default_account_missing',
    message: `QuickBooks needs the ${which} account of an item, and no default account is chosen for it.`,
    next: `Choose the default ${which} account in QuickBooks Settings; the parts that wait for it then go out by themselves.`,
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
  email: (field: string, value: string): Reason => ({
    code: 'E_EMAIL',
    message: `"${value.slice(0, 100)}" is not an e-mail address that QuickBooks takes (it needs an @ and a dot).`,
    next: inErp,
    field,
  }),
  cents: (field: string, amount: string): Reason => ({
    code: 'E_SCALE',
    message: `The amount ${amount} has fractions of a cent, which cannot be posted.`,
    next: inErp,
    field,
  }),
  total: (stated: string, sum: string): Reason => ({
    code: 'E_TOTAL',
    message: `The invoice says ${stated} in total, but its lines, freight and tax add up to ${sum}.`,
    next: `${inErp} Nothing was posted, since one of the two amounts is wrong.`,
    field: 'total_invoice_amount',
  }),
  negativeTotal: (total: string): Reason => ({
    code: 'E_NEGATIVE',
    message: `The invoice's total is ${total}. QuickBooks takes no invoice below zero.`,
    next: 'Enter it as a credit memo in QuickBooks, or correct it in the ERP.',
    field: 'total_invoice_amount',
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
  limit: (breach: LimitBreach): Reason => {
    const field = breach.field
    switch (breach.rule) {
      case 'length':
        return {
          code: 'E_LENGTH',
          message: `${field} has ${breach.length} characters; QuickBooks takes ${breach.limit}. It is never cut.`,
          next: 'Shorten it in the ERP; it then goes out by itself.',
          field,
        }
      case 'name-characters':
        return {
          code: 'E_NAME_CHARS',
          message: `The name holds ${shown(breach.character)}, which QuickBooks does not allow in a name.`,
          next: inErp,
          field,
        }
      case 'control-character':
        return {
          code: 'E_CONTROL',
          message: `${field} holds the invisible character ${shown(breach.character)}.`,
          next: inErp,
          field,
        }
      case 'charset':
        return {
          code: 'E_CHARSET',
          message: `${field} holds ${shown(breach.character)}; QuickBooks in the United States takes Western European letters only.`,
          next: inErp,
          field,
        }
    }
  },
  deletedInQuickBooks: (id: string): Reason => ({
    code: 'deleted_in_quickbooks',
    message: `Somebody deleted, voided or merged it in QuickBooks (it was Id ${id}). It is never made again by itself.`,
    next: 'If it belongs in the books, restore it in QuickBooks; if not, delete it in the ERP.',
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
  nameTakenByEntity: (name: string, type: string, id: string): Reason => ({
    code: 'name_taken',
    message: `QuickBooks already has the ${type.toLowerCase()} "${name}" (Id ${id}), which is tied to no record of the ERP.`,
    next: `If it is the same one, tie the two on the Pull Data page. If not, rename one of them, then retry.`,
  }),
  closedPeriod: (detail: string): Reason => ({
    code: 'closed_period',
    message: `The books are closed at its date. QuickBooks says: ${detail}`,
    next: 'Reopen the period in QuickBooks (Settings › Advanced › Close the books) and retry, or correct the date in the ERP.',
  }),
  outcomeUnknown: (detail: string): Reason => ({
    code: 'outcome_unknown',
    message: `QuickBooks gave no answer that tells whether it was posted: ${detail}`,
    next: 'Look for it in QuickBooks. Nothing is sent for it until somebody says whether it is there.',
  }),
  refused: (code: string, message: string, detail: string, next: string): Reason => ({
    code,
    message: `QuickBooks refused it (${code}): ${detail || message}`,
    next,
  }),
}

function shown(character: string): string {
  const point = character.codePointAt(0) ?? 0
  const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  return /[\p{Cc}\p{Cf}]/u.test(character) ? name : `"${character}" (${name})`
}
