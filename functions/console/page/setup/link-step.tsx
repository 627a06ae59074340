import Box from '@cloudscape-design/components/box'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { CatalogEntry, Page, PullType } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { BulkSync } from '../pull-data/bulk-sync.tsx'
import { useCompany } from '../shell/context.ts'
import { href } from '../shell/route.ts'
import { pullTypes } from '../words/kinds.ts'

/** More are counted as “many”. */
const COUNTED_MAX = 200

const types = ['account', 'term', 'vendor', 'customer', 'item'] as const

/** Per list: how many suggestions are left, all sure ones at a click, the others on Pull Data. */
export function LinkStep() {
  const [changes, setChanges] = useState(0)
  return (
    <SpaceBetween size="m">
      <Table
        key={changes}
        items={types.map((type) => ({ type }))}
        trackBy="type"
        header={
          <Box padding={{ vertical: 's' }}>
            What the ERP’s feed has sent so far is compared by name. Take the sure ones at once, then look at the
            others. What you leave can be linked later; what is in neither list is made in QuickBooks when it is first
            needed.
          </Box>
        }
        columnDefinitions={[
          { id: 'type', header: 'List', isRowHeader: true, cell: ({ type }) => pullTypes[type].name },
          { id: 'suggested', header: 'Suggested', cell: ({ type }) => <Left type={type} status="suggested" /> },
          { id: 'unmatched', header: 'No suggestion', cell: ({ type }) => <Left type={type} status="unmatched" /> },
          { id: 'linked', header: 'Linked', cell: ({ type }) => <Left type={type} status="linked" /> },
          {
            id: 'act',
            header: '',
            cell: ({ type }) => (
              <BulkSync type={type} label="Link all …" onDone={() => setChanges((count) => count + 1)} />
            ),
          },
        ]}
      />
    </SpaceBetween>
  )
}

function Left({ type, status }: { type: PullType; status: CatalogEntry['status'] }) {
  const { company } = useCompany()
  const query = { type, status, limit: COUNTED_MAX }
  const { data } = useAnswer<Page<CatalogEntry>>(pathOf(['companies', company.company, 'catalog'], query))
  if (!data) return '…'
  const text = data.next ? `${data.items.length} and more` : String(data.items.length)
  if (data.items.length === 0) return text
  return <Link href={href(company.company, 'pull-data', [type], { status })}>{text}</Link>
}
