import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { keyOf } from '../../../../shared/erp/record.ts'
import { pathOf } from '../api/client.ts'
import type { ErpRecord } from '../api/shapes.ts'
import { usePages } from '../api/use-answer.ts'
import { useCompany } from '../shell/context.ts'
import { ErrorAlert } from '../shell/error-alert.tsx'
import { Pager } from '../shell/pager.tsx'
import { recordHref } from '../shell/route.ts'
import { keyName, titleOf } from '../words/kinds.ts'
import { moneyText } from '../words/money.ts'
import { Said } from '../words/said.tsx'
import { StateMark, stateOf } from '../words/states.tsx'
import { When } from '../words/times.tsx'
import { RecordFilter } from './record-filter.tsx'

const PAGE = 50

const notesIn = ({ notes }: ErpRecord): string => notes.map(({ message }) => message).join(' ')

/** Every record that the ERP has sent, found by any number. */
export function RecordList({ query }: { query: URLSearchParams }) {
  const { company } = useCompany()
  const asked = Object.fromEntries(['kind', 'state', 'noted', 'q'].map((name) => [name, query.get(name) ?? undefined]))
  const pages = usePages<ErpRecord>((cursor) =>
    pathOf(['companies', company.company, 'records'], { ...asked, limit: PAGE, cursor }),
  )
  return (
    <SpaceBetween size="l">
      {pages.error && <ErrorAlert error={pages.error} onRetry={pages.reload} />}
      <Table
        items={pages.items}
        trackBy={({ kind, id }) => keyOf(kind, id)}
        loading={pages.isLoading}
        loadingText="Loading records …"
        wrapLines
        header={
          <Header
            variant="h1"
            description="Everything that the ERP has sent, and what became of it."
            actions={<Button iconName="refresh" ariaLabel="Read the list again" onClick={pages.reload} />}
          >
            Records
          </Header>
        }
        filter={<RecordFilter company={company.company} query={query} />}
        empty={
          <Box textAlign="center" padding="l">
            {query.size > 0
              ? 'No record is like this. Look with less in the filter.'
              : 'Nothing has come from the ERP yet.'}
          </Box>
        }
        pagination={<Pager pages={pages} />}
        columnDefinitions={[
          {
            id: 'record',
            header: 'Record',
            isRowHeader: true,
            width: 200,
            cell: ({ kind, id }) => (
              <Link href={recordHref(company.company, keyOf(kind, id))}>
                <span className="name">{keyName(keyOf(kind, id))}</span>
              </Link>
            ),
          },
          {
            id: 'title',
            header: 'Name',
            minWidth: 180,
            cell: (record) => <span className="name">{titleOf(record) || '–'}</span>,
          },
          {
            id: 'amount',
            header: 'Amount',
            width: 120,
            cell: ({ amount }) => (amount === null ? '–' : <span className="amount">{moneyText(amount)}</span>),
          },
          {
            id: 'state',
            header: 'State, and why',
            minWidth: 260,
            cell: (record) => (
              <>
                <StateMark state={stateOf(record)} />
                <Box fontSize="body-s" color="text-body-secondary">
                  <Said>{record.reason?.message ?? notesIn(record)}</Said>
                </Box>
              </>
            ),
          },
          { id: 'at', header: 'Changed', width: 200, cell: ({ updatedAt }) => <When at={updatedAt} /> },
        ]}
      />
    </SpaceBetween>
  )
}
