import { accounts, type Fact } from '../erp.ts'
import { kindOf } from '../keys.ts'

type Line = Record<string, unknown>
type Entity = Record<string, unknown>

/** In which figures an entity of the simulated QuickBooks is otherwise than the ERP has its record. */
export function figuresApart({ key, record, totalCents }: Fact, entity: Entity): string[] {
  if (!record || totalCents === undefined) return []
  const figures: [name: string, erp: unknown, quickBooks: unknown][] = [
    ['total', totalCents, totalIn(entity)],
    ['date', record['invoicedate'] ?? record['invoice_date'] ?? record['date'], entity['TxnDate']],
    ['accounts', accountsOf(record), kindOf(key) === 'voucher' || kindOf(key) === 'ledger-entry' ? booked(entity) : ''],
  ]
  return figures.flatMap(([name, erp, quickBooks]) =>
    erp === quickBooks ? [] : [`${name} ${quickBooks} instead of ${erp}`],
  )
}

/** The tax of an entity in cents: only QuickBooks decides which it keeps. */
export const taxIn = ({ TxnTaxDetail }: Entity): number => cents(Object(TxnTaxDetail)['TotalTax'] ?? 0)

const cents = (amount: unknown): number => Math.round(Number(amount) * 100)

const linesIn = ({ Line = [] }: Entity): Line[] => Line as Line[]

/** What an entity comes to in cents; a journal entry comes to its debits. */
function totalIn(entity: Entity): number {
  const debits = linesIn(entity).filter((line) => Object(line['JournalEntryLineDetail'])['PostingType'] === 'Debit')
  return debits.length === 0 ? cents(entity['TotalAmt']) : debits.reduce((sum, { Amount }) => sum + cents(Amount), 0)
}

/** The accounts that a record's splits are booked to, in their order. */
const accountsOf = ({ splits = [] }: Record<string, unknown>): string =>
  (splits as { account: keyof typeof accounts }[]).map(({ account }) => accounts[account]).join(' ')

const booked = (entity: Entity): string =>
  linesIn(entity)
    .map((line) => Object(line[String(line['DetailType'])])['AccountRef']?.['value'])
    .join(' ')
