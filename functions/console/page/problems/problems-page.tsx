import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useCompany } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemCard } from './problem-card.tsx'
import { RefusedEvents } from './refused-events.tsx'
import { isNoted, useProblems } from './use-problems.ts'

const REFRESH_MS = 10_000

/** What keeps records out of QuickBooks, by cause: one thing to do for each, not one for each record. */
export function ProblemsPage() {
  const { company, mayChange } = useCompany()
  const problems = useProblems(company.company, { everyMs: REFRESH_MS })
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description="What keeps records out of QuickBooks, by cause. Nothing of it is lost.">
        Problems
      </Header>
      <Loaded asked={problems}>
        {({ items }) => (
          <SpaceBetween size="l">
            {items.every(isNoted) && (
              <Container>
                <StatusIndicator>No record needs anybody.</StatusIndicator>
                <Box color="text-body-secondary">What QuickBooks refuses, or what a rule holds back, shows here.</Box>
              </Container>
            )}
            {items.map((problem) => (
              <ProblemCard key={problem.cause} problem={problem} onDone={problems.reload} />
            ))}
          </SpaceBetween>
        )}
      </Loaded>
      <RefusedEvents
        base={['companies', company.company, 'refused-events']}
        mayDismiss={mayChange}
        description="The ERP’s feed sent something that cannot be read. Correct it there and send it again, then dismiss it here."
      />
    </SpaceBetween>
  )
}
