import Box from '@cloudscape-design/components/box'
import Table from '@cloudscape-design/components/table'
import type { ReactNode } from 'react'
import type { BatchItem } from '../api/shapes.ts'
import { keyName } from '../words/kinds.ts'

/** QuickBooks' fields as a person says them; the others are told by QuickBooks' own names. */
const fieldNames: Record<string, string> = {
  DisplayName: 'Name',
  Name: 'Name',
  CompanyName: 'Company name',
  BillAddr: 'Billing address',
  ShipAddr: 'Shipping address',
  PrimaryEmailAddr: 'E-mail',
  PrimaryPhone: 'Phone',
  UnitPrice: 'Price',
  PurchaseCost: 'Cost',
}

/** A value in a sentence: of an address only what is filled in. */
function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return value === undefined || value === null ? 'nothing' : String(value) || 'nothing'
  const filled = Object.entries(value).filter(([name, part]) => name !== 'Id' && part !== '' && part !== null)
  return filled.map(([, part]) => shown(part)).join(', ') || 'nothing'
}

/** Why a pair is not linked or nothing is sent for it yet, or what the next push changes in QuickBooks, field by field. */
export function Difference({ item: { outcome, reason, differs = [] } }: { item: BatchItem }) {
  return (
    <>
      {reason && (
        <Note>
          {outcome === 'skipped' ? 'Not linked' : 'Nothing is sent yet'}: {reason.message}
        </Note>
      )}
      {differs.map(({ field, inQuickBooks, afterPush }) => (
        <Note key={field}>
          {fieldNames[field] ?? field}: {shown(inQuickBooks)} becomes {shown(afterPush)}
        </Note>
      ))}
    </>
  )
}

/** What would become of each pair, and what the next push would then change in QuickBooks. */
export function BatchPreview({ items }: { items: readonly BatchItem[] }) {
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      items={items}
      trackBy="id"
      empty="There is nothing like this."
      columnDefinitions={[
        {
          id: 'name',
          header: 'QuickBooks name',
          isRowHeader: true,
          cell: ({ name, id }) => <span className="name">{name || `Id ${id}`}</span>,
        },
        {
          id: 'key',
          header: 'Record of the ERP',
          cell: (item) => (
            <>
              <span className="name">{keyName(item.key)}</span>
              <Difference item={item} />
            </>
          ),
        },
      ]}
    />
  )
}

/** A line below what it is about. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <Box fontSize="body-s" color="text-body-secondary">
      <span className="name">{children}</span>
    </Box>
  )
}
