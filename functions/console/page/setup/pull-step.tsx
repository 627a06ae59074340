import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { ALL_LISTS, PullProgress } from '../pull-data/full-sync.tsx'
import { usePull } from '../pull-data/use-pull.ts'
import { useCompany } from '../shell/context.ts'

/** Pulls all lists at once. */
export function PullStep({ onDone }: { onDone: () => void }) {
  const { mayChange } = useCompany()
  const { pull, isRunning, start } = usePull('all', onDone)
  return (
    <Container>
      <SpaceBetween size="m">
        <Button
          variant="primary"
          iconName="download"
          disabled={!mayChange}
          loading={isRunning}
          onClick={() => void start()}
        >
          Run Full Sync
        </Button>
        {pull && <PullProgress pull={pull} name={ALL_LISTS} />}
      </SpaceBetween>
    </Container>
  )
}
