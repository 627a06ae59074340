import Table from '@cloudscape-design/components/table'
import type { Preview } from '../api/shapes.ts'
import { moneyText } from '../words/money.ts'

type Line = Preview['postings'][number]

const shown = (amount: string): string => (Number(amount) === 0 ? '' : moneyText(amount))

/** Debits and credits by account; nothing where a record moves no money. */
export function Postings({ lines }: { lines: readonly Line[] }) {
  if (lines.length === 0) return null
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      items={lines.map((line, index) => ({ ...line, index }))}
      trackBy={({ index }) => String(index)}
      columnDefinitions={[
        {
          id: 'account',
          header: 'Account',
          isRowHeader: true,
          cell: ({ account }) => <span className="name">{account.name}</span>,
        },
        {
          id: 'debit',
          header: 'Debit',
          width: 160,
          cell: ({ debit }) => <span className="amount">{shown(debit)}</span>,
        },
        {
          id: 'credit',
          header: 'Credit',
          width: 160,
          cell: ({ credit }) => <span className="amount">{shown(credit)}</span>,
        },
      ]}
    />
  )
}
