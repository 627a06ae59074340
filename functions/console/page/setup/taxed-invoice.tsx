import Box from '@cloudscape-design/components/box'
import { keyOf } from '../../../../shared/erp/record.ts'
import { pathOf, recordPath } from '../api/client.ts'
import type { ErpRecord, Page, Settings } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Preview } from '../records/preview.tsx'
import { useCompany } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { keyName } from '../words/kinds.ts'

/** Of the newest invoices so many are looked at for one with tax. */
const LOOKED_AT = 100

const isTaxed = ({ content }: ErpRecord) => Number(content?.['invoice_tax_subtotal'] ?? 0) !== 0

/** What would be posted of the newest invoice with tax that the ERP has sent, as tax is posted now. */
export function TaxedInvoice({ data }: { data: Settings }) {
  const { company } = useCompany()
  const asked = useAnswer<Page<ErpRecord>>(
    pathOf(['companies', company.company, 'records'], { kind: 'invoice', limit: LOOKED_AT }),
  )
  const { tax, taxLineItem, taxCode, taxCodes } = data
  return (
    <Loaded asked={asked}>
      {({ items }) => {
        const record = items.find(isTaxed)
        if (!record) return <Box color="text-body-secondary">The ERP has not sent an invoice with tax yet.</Box>
        return (
          <>
            <Box variant="awsui-key-label">
              <span className="name">{`${keyName(keyOf('invoice', record.id))}, as it would be posted now`}</span>
            </Box>
            <Preview
              key={JSON.stringify({ tax, taxLineItem, taxCode, taxCodes })}
              path={recordPath(company.company, 'invoice', record.id)}
              record={record}
            />
          </>
        )
      }}
    </Loaded>
  )
}
