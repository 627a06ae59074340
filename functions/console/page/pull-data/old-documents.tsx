import Box from '@cloudscape-design/components/box'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import { useTrial } from './use-trial.tsx'

const items = [
  { id: 'invoice', text: 'A/R Invoices' },
  { id: 'bill', text: 'Vouchers (bills)' },
  { id: 'purchase-order', text: 'Purchase Orders' },
  { id: 'journal-entry', text: 'General Ledger entries' },
]

/** Documents that both sets of books have from before: linked, so that none is posted twice. */
export function OldDocuments() {
  const { isBusy, begin, question } = useTrial(() => undefined)
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <ButtonDropdown
              loading={isBusy}
              items={items}
              onItemClick={({ detail }) => begin({ parts: ['documents', 'link-existing'], body: { type: detail.id } })}
            >
              Look for …
            </ButtonDropdown>
          }
        >
          Documents that both sides have from before
        </Header>
      }
    >
      <Box>
        Finds documents of the ERP that QuickBooks has already, by number, date, customer or vendor, and total, and
        shows them before it links them. Nothing is posted.
      </Box>
      {question}
    </Container>
  )
}
