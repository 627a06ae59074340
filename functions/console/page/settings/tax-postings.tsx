import Box from '@cloudscape-design/components/box'
import type { Preview, Settings } from '../api/shapes.ts'
import { Postings } from '../records/postings.tsx'

type Line = Preview['postings'][number]

const line = (name: string, debit: string, credit: string): Line => ({ account: { id: null, name }, debit, credit })
const receivable = (amount: string) => line('Accounts receivable', amount, '0.00')
const income = line('Income of the item', '0.00', '100.00')

/** What becomes of an invoice of 100.00 with 9.50 of tax. */
const examples: Record<Settings['tax'], { lines: readonly Line[]; says: string }> = {
  line: {
    lines: [receivable('109.50'), income, line('The income account of the item for the tax', '0.00', '9.50')],
    says: 'The total is the ERP’s, whatever QuickBooks makes of taxes.',
  },
  'erp-total': {
    lines: [receivable('109.50'), income, line('Sales tax payable (by QuickBooks)', '0.00', '9.50')],
    says: 'If QuickBooks keeps another tax, or none, the invoice is shown as differing, with both totals.',
  },
  quickbooks: {
    lines: [receivable('108.00'), income, line('Sales tax payable (by QuickBooks)', '0.00', '8.00')],
    says: 'If QuickBooks finds 8 %: the invoice is then shown as differing, 108.00 instead of 109.50.',
  },
  none: { lines: [], says: 'It is held: nothing is posted.' },
}

/** The postings of an example, as QuickBooks makes them where tax is posted this way. */
export function TaxPostings({ tax }: { tax: Settings['tax'] }) {
  const { lines, says } = examples[tax]
  return (
    <>
      <Postings lines={lines} />
      <Box color="text-body-secondary">{says}</Box>
    </>
  )
}
