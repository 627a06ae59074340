import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { pathOf } from '../api/client.ts'
import type { Connection, Status } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { ConnectionHealth } from '../connection/connection-health.tsx'
import { Suspension } from '../connection/suspension.tsx'
import { isNoted, useProblems } from '../problems/use-problems.ts'
import { useCompany } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { href } from '../shell/route.ts'
import { Answer } from './answer.tsx'
import { Counts } from './counts.tsx'
import { FirstProblems } from './first-problems.tsx'
import { Pace } from './pace.tsx'

const REFRESH_MS = 4_000

/** Home: is everything in QuickBooks? What needs a person comes first. */
export function TodayPage() {
  const { company } = useCompany()
  const base = ['companies', company.company]
  const status = useAnswer<Status>(pathOf([...base, 'status']), { everyMs: REFRESH_MS })
  const connection = useAnswer<Connection>(pathOf([...base, 'connection']), { everyMs: 10 * REFRESH_MS })
  const problems = useProblems(company.company, { everyMs: 5 * REFRESH_MS })

  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="Is everything in QuickBooks?"
        actions={<Button href={href(company.company, 'records')}>Find a record</Button>}
      >
        <span className="name">{company.name}</span>
      </Header>
      {connection.data?.status === 'connected' && (
        <ConnectionHealth company={company.company} connection={connection.data} />
      )}
      <Loaded asked={status}>
        {(data) => (
          <SpaceBetween size="l">
            <Suspension suspension={data.suspension} onDone={status.reload} />
            <Answer company={company.company} status={data} />
            <FirstProblems
              company={company.company}
              problems={problems.data?.items.filter((problem) => !isNoted(problem)) ?? []}
            />
            <Pace status={data} connection={connection.data} />
            <Counts company={company.company} status={data} />
          </SpaceBetween>
        )}
      </Loaded>
    </SpaceBetween>
  )
}
