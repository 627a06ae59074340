import Alert from '@cloudscape-design/components/alert'
import type { Connection } from '../api/shapes.ts'
import { useTimes } from '../words/times.tsx'
import { LookNow } from './look-now.tsx'

type Props = { suspension: Connection['suspension']; onDone: () => Promise<void> }

/** What keeps the company from QuickBooks as a whole, whatever its records are like; nothing while all is well. */
export function Suspension({ suspension, onDone }: Props) {
  const { momentText } = useTimes()
  if (!suspension) return null
  const { message, next, stopsAll, since, lookAt } = suspension
  return (
    <Alert type={stopsAll ? 'error' : 'warning'} header={message} action={<LookNow onDone={onDone} />}>
      {next} It is so since {momentText(since)}, and is looked at again at {momentText(lookAt)}. Nothing is lost.
    </Alert>
  )
}
