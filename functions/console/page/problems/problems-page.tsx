import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { Problem } from '../api/shapes.ts'
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
      <Header variant="h1" description="What somebody has to see to, by cause. Nothing of it is lost.">
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
            {groupsOf(items).map(({ header, description, members }) => (
              <SpaceBetween key={header} size="l">
                {header && (
                  <Header variant="h2" description={description}>
                    {header}
                  </Header>
                )}
                {members.map((problem) => (
                  <ProblemCard key={problem.cause} problem={problem} onDone={problems.reload} />
                ))}
              </SpaceBetween>
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

/** What keeps records out comes first, without a heading of its own; what waits for approval, and mere notes, stand apart. */
function groupsOf(items: readonly Problem[]) {
  const isForApproval = ({ code }: Problem) => code === 'approval'
  return [
    { header: '', description: '', members: items.filter((one) => !isForApproval(one) && !isNoted(one)) },
    {
      header: 'To be approved',
      description: 'They go out once somebody has read and approved what will be posted.',
      members: items.filter(isForApproval),
    },
    {
      header: 'Sent, with a note',
      description: 'They are in QuickBooks, and nobody has to do anything about them.',
      members: items.filter(isNoted),
    },
  ].filter(({ members }) => members.length > 0)
}
