import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { pathOf } from '../api/client.ts'
import type { Company, Status } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { connectionNames } from '../connection/connection-names.ts'
import { standingOf } from '../today/standing.ts'

const REFRESH_MS = 15_000

/** Whether a company is connected, and the answer that its own page gives first. */
export function CompanyStanding({ company }: Pick<Company, 'company'>) {
  const { data, error } = useAnswer<Status>(pathOf(['companies', company, 'status']), { everyMs: REFRESH_MS })
  if (error) return <StatusIndicator type="error">{error.title}</StatusIndicator>
  if (!data) return <StatusIndicator type="loading">Loading …</StatusIndicator>
  const { type, header } = standingOf(data)
  const [connected, name] = connectionNames[data.connection]
  return (
    <>
      <div>
        <StatusIndicator type={connected}>{name}</StatusIndicator>
      </div>
      <StatusIndicator type={type}>{header}</StatusIndicator>
    </>
  )
}
