import Table from '@cloudscape-design/components/table'
import type { Settings } from '../api/shapes.ts'

type Posting = { when: string; debit: string; credit: string; by: string }

const sale = { when: 'An invoice', debit: 'Receivables', credit: 'Income', by: 'The invoice' }
const postings: Record<Settings['stockCountedBy'], readonly Posting[]> = {
  quickbooks: [
    { when: 'A part with stock is created', debit: 'Inventory', credit: 'Opening Balance Equity', by: 'QuickBooks' },
    sale,
    { when: 'and its cost', debit: 'Cost of goods', credit: 'Inventory', by: 'QuickBooks, first in first out' },
    {
      when: 'Receipts, production, counts',
      debit: 'Inventory',
      credit: 'The account for adjustments',
      by: 'An adjustment of the quantity, if always pushed',
    },
    { when: 'The ERP’s entries of all that', debit: '–', credit: '–', by: 'Held as double' },
  ],
  erp: [
    { when: 'A part with stock is created', debit: '–', credit: '–', by: 'Nothing' },
    sale,
    { when: 'and its cost', debit: 'Cost of goods', credit: 'Inventory', by: 'The ERP’s ledger entry' },
    {
      when: 'Receipts, production, counts',
      debit: 'Inventory',
      credit: 'As the ERP books it',
      by: 'The ERP’s ledger entry',
    },
  ],
}

/** What is posted, and by what, where one or the other counts the stock. */
export function CounterPostings({ counter }: { counter: Settings['stockCountedBy'] }) {
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      items={[...postings[counter]]}
      trackBy="when"
      columnDefinitions={[
        { id: 'when', header: 'What happens', isRowHeader: true, cell: ({ when }) => when },
        { id: 'debit', header: 'Debit', cell: ({ debit }) => debit },
        { id: 'credit', header: 'Credit', cell: ({ credit }) => credit },
        { id: 'by', header: 'Posted by', cell: ({ by }) => by },
      ]}
    />
  )
}
