import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { Pull, PullType } from '../api/shapes.ts'
import { useCompany } from '../shell/context.ts'
import { pullTypes } from '../words/kinds.ts'
import { countText } from '../words/money.ts'
import { usePull } from './use-pull.ts'

/** What a pull of all of them is called. */
export const ALL_LISTS = 'All lists'

/** The button that pulls the whole list, and how far it has come. */
export function FullSync({ type, onDone }: { type: PullType; onDone: () => void }) {
  const { mayChange } = useCompany()
  const { pull, isRunning, isMatching, start } = usePull(type, onDone)
  return (
    <SpaceBetween size="s">
      {mayChange && (
        <Button variant="primary" iconName="download" loading={isRunning || isMatching} onClick={() => void start()}>
          Run Full Sync
        </Button>
      )}
      {pull && <PullProgress pull={pull} name={pull.type === 'all' ? ALL_LISTS : pullTypes[type].name} />}
      {isMatching && (
        <StatusIndicator type="in-progress">Looking for the ERP’s records of these names …</StatusIndicator>
      )}
    </SpaceBetween>
  )
}

export function PullProgress({ pull, name }: { pull: Pull; name: string }) {
  const { state, done, total, error } = pull
  if (state === 'failed') {
    return (
      <Alert type="error" header={`${name} could not be pulled whole`}>
        {error ? `${error.message} ${error.next}` : 'Run the full sync again.'} What was pulled before stays.
      </Alert>
    )
  }
  return (
    <ProgressBar
      label={`${name} from QuickBooks`}
      value={state === 'done' ? 100 : total ? Math.min(99, (100 * done) / total) : 0}
      status={state === 'done' ? 'success' : 'in-progress'}
      resultText={`All ${countText(done)} are here.`}
      {...(state !== 'done' && {
        additionalInfo:
          state === 'queued'
            ? 'It begins in a moment.'
            : total === 0
              ? 'Counting …'
              : `${countText(done)} of ${countText(total)}`,
      })}
    />
  )
}
