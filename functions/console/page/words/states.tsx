import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import type { ErpRecord } from '../api/shapes.ts'

/** As the list is filtered and counted by: what the ERP has deleted and QuickBooks is without is no more there. */
export type State = ErpRecord['state'] | 'deleted'

type Words = { name: string; meaning: string; type: StatusIndicatorProps.Type }

/** The states of a record, in a controller's words. */
export const states: Record<State, Words> = {
  synced: { name: 'In QuickBooks', meaning: 'QuickBooks has the newest version.', type: 'success' },
  differs: {
    name: 'Differs',
    meaning: 'QuickBooks has it, but not as the ERP does.',
    type: 'warning',
  },
  pending: { name: 'On its way', meaning: 'It goes out within seconds.', type: 'in-progress' },
  waiting: { name: 'Waiting', meaning: 'It waits for a record that it mentions.', type: 'pending' },
  held: { name: 'Held', meaning: 'A rule holds it back until something changes.', type: 'warning' },
  rejected: { name: 'Refused', meaning: 'QuickBooks refused this version.', type: 'error' },
  unknown: { name: 'Outcome unknown', meaning: 'Nobody can tell yet whether QuickBooks took it.', type: 'error' },
  off: {
    name: 'Not sent',
    meaning: 'Its kind is switched off, or it is older than the go-live date.',
    type: 'stopped',
  },
  deleted: {
    name: 'Deleted',
    meaning: 'The ERP has deleted it; in QuickBooks it is deleted, void or inactive.',
    type: 'stopped',
  },
}

export const stateOf = ({ state, deleted }: Pick<ErpRecord, 'state' | 'deleted'>): State =>
  state === 'synced' && deleted ? 'deleted' : state

export const stateOrder = Object.keys(states) as State[]

export function StateMark({ state }: { state: State }) {
  return (
    <StatusIndicator type={states[state].type} wrapText={false}>
      {states[state].name}
    </StatusIndicator>
  )
}
