import Header from '@cloudscape-design/components/header'
import Table from '@cloudscape-design/components/table'
import type { ErpRecord } from '../api/shapes.ts'
import { moneyText } from '../words/money.ts'

/** What QuickBooks has otherwise than the ERP: both figures side by side, and how much money that is about. */
export function RecordDiffers({ differs }: Pick<ErpRecord, 'differs'>) {
  if (!differs) return null
  return (
    <Table
      items={differs.fields}
      trackBy="field"
      variant="container"
      contentDensity="compact"
      header={
        <Header variant="h2" description={Number(differs.amount) === 0 ? '' : `${moneyText(differs.amount)} in all`}>
          Not as the ERP has it
        </Header>
      }
      columnDefinitions={[
        {
          id: 'field',
          header: 'Figure',
          isRowHeader: true,
          cell: ({ field }) => <span className="name">{field}</span>,
        },
        { id: 'erp', header: 'In the ERP', cell: ({ erp }) => <span className="name">{erp}</span> },
        {
          id: 'quickbooks',
          header: 'In QuickBooks',
          cell: ({ quickbooks }) => <span className="name">{quickbooks}</span>,
        },
      ]}
    />
  )
}
