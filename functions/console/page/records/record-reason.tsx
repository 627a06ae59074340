import Alert, { type AlertProps } from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import type { RecordDetail } from '../api/shapes.ts'
import { Said } from '../words/said.tsx'
import { type State, states } from '../words/states.tsx'

const types: Partial<Record<State, AlertProps.Type>> = {
  rejected: 'error',
  unknown: 'error',
  held: 'warning',
  differs: 'warning',
}

/** Why it is not in QuickBooks, or not as the ERP has it: what happened, and what to do next. */
export function RecordReason({ reason, state }: Pick<RecordDetail, 'reason' | 'state'>) {
  if (!reason) return null
  return (
    <Alert type={types[state] ?? 'info'} header={<Said>{reason.message}</Said>}>
      <Said>{reason.next}</Said>
      <Box fontSize="body-s" color="inherit">
        {states[state].name} · {reason.code}
        {reason.field && <span className="name"> · {reason.field}</span>}
      </Box>
    </Alert>
  )
}
