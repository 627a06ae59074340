import ExpandableSection from '@cloudscape-design/components/expandable-section'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { Connection } from '../api/shapes.ts'

const names: Record<keyof Connection['checks'], string> = {
  clientSecret: 'Client Secret',
  clientId: 'Client ID',
  baseUrl: 'Base URL',
  authUrl: 'Auth URL',
  tokenUrl: 'Token URL',
}

export const areAllSet = (checks: Connection['checks']): boolean => Object.values(checks).every(Boolean)

/** The five validation points of the Intuit app, which an operator stores once for all companies. */
export function Checks({ checks }: { checks: Connection['checks'] }) {
  const isWell = areAllSet(checks)
  return (
    <ExpandableSection
      headerText={isWell ? 'Authentication URL: all five are set' : 'Authentication URL: something is missing'}
      defaultExpanded={!isWell}
    >
      <SpaceBetween size="xs">
        {(Object.keys(names) as (keyof typeof names)[]).map((name) => (
          <StatusIndicator key={name} type={checks[name] ? 'success' : 'error'}>
            {names[name]}{' '}
            {checks[name] ? 'is set' : 'is missing: an operator stores it in the secret of the Intuit app'}
          </StatusIndicator>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  )
}
