import Alert, { type AlertProps } from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import type { RecordDetail } from '../api/shapes.ts'
import { Said } from '../words/said.tsx'
import { type State, states } from '../words/states.tsx'
import { AdvisedPlace } from './advised-place.tsx'

const types: Partial<Record<State, AlertProps.Type>> = {
  rejected: 'error',
  unknown: 'error',
  held: 'warning',
  differs: 'warning',
}

type Props = Pick<RecordDetail, 'reason' | 'state'> & { record: string }

/** Why it is not in QuickBooks, or not as the ERP has it: what happened, and what to do next. */
export function RecordReason({ reason, state, record }: Props) {
  if (!reason) return null
  return (
    <Alert
      type={types[state] ?? 'info'}
      header={<Said>{reason.message}</Said>}
      action={reason.action && <AdvisedPlace action={reason.action} record={record} />}
    >
      <Said>{reason.next}</Said>
      <Box fontSize="body-s" color="inherit">
        {states[state].name} · {reason.code}
        {reason.field && <span className="name"> · {reason.field}</span>}
      </Box>
    </Alert>
  )
}
