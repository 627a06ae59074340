import Box from '@cloudscape-design/components/box'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import type { ReactNode } from 'react'
import type { Activity } from '../api/shapes.ts'
import type { Pages } from '../api/use-answer.ts'
import { Json } from '../records/json.tsx'
import { useCompany } from '../shell/context.ts'
import { Pager } from '../shell/pager.tsx'
import { recordHref } from '../shell/route.ts'
import { keyName } from '../words/kinds.ts'
import { PersonName } from '../words/person-name.tsx'
import { When } from '../words/times.tsx'
import { pushedIn, sentenceOf } from './sentence.ts'

type Props = { pages: Pages<Activity>; header?: ReactNode; filter?: ReactNode; isOfOneRecord?: boolean }

/** What happened, newest first: when, who, what, and from what to what. */
export function ActivityTable({ pages, header, filter, isOfOneRecord = false }: Props) {
  const columns: TableProps.ColumnDefinition<Activity>[] = [
    { id: 'at', header: 'When', width: 180, cell: ({ at }) => <When at={at} /> },
    { id: 'by', header: 'Who', width: 180, cell: ({ by }) => <PersonName id={by} /> },
    { id: 'what', header: 'What', isRowHeader: true, width: 260, cell: sentenceOf },
    { id: 'detail', header: 'Of what', minWidth: 260, cell: (activity) => <Detail activity={activity} /> },
  ]
  return (
    <Table
      items={pages.items}
      columnDefinitions={columns}
      variant={isOfOneRecord ? 'embedded' : 'container'}
      loading={pages.isLoading}
      loadingText="Loading …"
      wrapLines
      header={header}
      filter={filter}
      empty={
        <Box textAlign="center" padding="l">
          {isOfOneRecord ? 'Nobody has stepped in for this record.' : 'Nothing like this has happened.'}
        </Box>
      }
      pagination={<Pager pages={pages} />}
    />
  )
}

const RECORDS_SHOWN_MAX = 3

function Detail({ activity }: { activity: Activity }) {
  const { company } = useCompany()
  const { record, before, after, detail } = activity
  const records = record ? [record] : pushedIn(activity).map((pushed) => pushed.record)
  const more = {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(detail !== undefined && { detail }),
  }
  return (
    <SpaceBetween size="xxs">
      {records.length > 0 && (
        <div>
          {records.slice(0, RECORDS_SHOWN_MAX).map((key, index) => (
            <span key={key}>
              {index > 0 && ', '}
              <Link href={recordHref(company.company, key)}>
                <span className="name">{keyName(key)}</span>
              </Link>
            </span>
          ))}
          {records.length > RECORDS_SHOWN_MAX && ` and ${records.length - RECORDS_SHOWN_MAX} more`}
        </div>
      )}
      {Object.keys(more).length > 0 && (
        <ExpandableSection headerText="Details" variant="footer">
          <Json value={more} />
        </ExpandableSection>
      )}
    </SpaceBetween>
  )
}
