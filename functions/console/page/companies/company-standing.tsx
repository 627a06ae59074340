import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { pathOf } from '../api/client.ts'
import type { Company, Connection, Status } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { connectionNames } from '../connection/connection-names.ts'
import { standingOf } from '../today/standing.ts'

const REFRESH_MS = 15_000

/** Whether a company is connected, and the answer that its own page gives first. */
export function CompanyStanding({ company }: Pick<Company, 'company'>) {
  const path = (what: string) => pathOf(['companies', company, what])
  const status = useAnswer<Status>(path('status'), { everyMs: REFRESH_MS })
  const connection = useAnswer<Connection>(path('connection'), { everyMs: REFRESH_MS })
  const failure = status.error ?? connection.error
  if (failure) return <StatusIndicator type="error">{failure.title}</StatusIndicator>
  if (!status.data || !connection.data) return <StatusIndicator type="loading">Loading …</StatusIndicator>
  const { type, header } = standingOf(status.data)
  const [connected, name] = connectionNames[connection.data.status]
  return (
    <>
      <div>
        <StatusIndicator type={connected}>{name}</StatusIndicator>
      </div>
      <StatusIndicator type={type}>{header}</StatusIndicator>
    </>
  )
}
