import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import type { Status } from '../api/shapes.ts'
import { href } from '../shell/route.ts'
import { type Kind, kindNames } from '../words/kinds.ts'
import { countText } from '../words/money.ts'
import { type State, StateMark, stateOrder } from '../words/states.tsx'

type Row = { kind: Kind; counts: Record<State, number> }

/** Counts by kind and state; each leads to its records. */
export function Counts({ company, status }: { company: string; status: Status }) {
  const all = (Object.keys(kindNames) as Kind[]).map((kind): Row => ({ kind, counts: status.kinds[kind] }))
  const rows = all.filter(({ counts }) => Object.values(counts).some((count) => count > 0))
  const columns: TableProps.ColumnDefinition<Row>[] = [
    { id: 'kind', header: 'From the ERP', isRowHeader: true, cell: ({ kind }) => kindNames[kind] },
    ...stateOrder
      .filter((state) => state === 'synced' || rows.some(({ counts }) => counts[state] > 0))
      .map(
        (state): TableProps.ColumnDefinition<Row> => ({
          id: state,
          header: <StateMark state={state} />,
          cell: ({ kind, counts }) =>
            counts[state] === 0 ? (
              '–'
            ) : (
              <Link
                href={href(company, 'records', [], { kind, state })}
                ariaLabel={`${counts[state]} ${kindNames[kind]}`}
              >
                {countText(counts[state])}
              </Link>
            ),
        }),
      ),
  ]
  return (
    <Table
      items={rows}
      columnDefinitions={columns}
      trackBy="kind"
      header={<Header variant="h2">Records by kind</Header>}
      empty="Nothing has come from the ERP yet. Once its feed is switched on, every record shows here."
      contentDensity="compact"
    />
  )
}
