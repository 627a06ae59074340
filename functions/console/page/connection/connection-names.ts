import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import type { Connection } from '../api/shapes.ts'

/** How a company stands with QuickBooks, in a controller's words. */
export const connectionNames: Record<Connection['status'], [StatusIndicatorProps.Type, string]> = {
  none: ['stopped', 'Never connected'],
  connected: ['success', 'Connected'],
  'needs-reconnect': ['error', 'Has to be connected again'],
  disconnected: ['stopped', 'Disconnected'],
}

/** The ERP's own name of it stands beside ours. */
export const RECONNECT = 'Reconnect (Refresh Tokens)'
