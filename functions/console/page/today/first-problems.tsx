import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Table from '@cloudscape-design/components/table'
import type { Problem } from '../api/shapes.ts'
import { href } from '../shell/route.ts'
import { countText, moneyText } from '../words/money.ts'
import { Said } from '../words/said.tsx'

const SHOWN_MAX = 5

/** The largest problems; nothing at all when there are none. */
export function FirstProblems({ company, problems }: { company: string; problems: readonly Problem[] }) {
  if (problems.length === 0) return null
  return (
    <Table
      items={problems.slice(0, SHOWN_MAX)}
      trackBy="cause"
      contentDensity="compact"
      header={
        <Header
          variant="h2"
          counter={`(${problems.length})`}
          actions={<Button href={href(company, 'problems')}>All problems</Button>}
        >
          What somebody has to see to
        </Header>
      }
      columnDefinitions={[
        {
          id: 'title',
          header: 'What happened',
          isRowHeader: true,
          cell: ({ title, advice }) => (
            <>
              <Said>{title}</Said>
              <Box color="text-body-secondary" fontSize="body-s">
                <Said>{advice}</Said>
              </Box>
            </>
          ),
        },
        { id: 'count', header: 'Records', width: 100, cell: ({ count }) => countText(count) },
        {
          id: 'amount',
          header: 'Amount',
          width: 140,
          cell: ({ amount }) => (Number(amount) === 0 ? '–' : <span className="amount">{moneyText(amount)}</span>),
        },
      ]}
      wrapLines
    />
  )
}
