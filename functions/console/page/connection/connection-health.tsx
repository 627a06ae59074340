import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import type { Connection } from '../api/shapes.ts'
import { href } from '../shell/route.ts'
import { agoText, useTimes } from '../words/times.tsx'
import { RECONNECT } from './connection-names.ts'

/** Intuit's refresh tokens live for a hundred days and are renewed daily, so less than this means that something is wrong. */
const WARN_BEFORE_MS = 14 * 24 * 3_600_000

/** Says nothing while the connection is well. */
export function ConnectionHealth({ company, connection }: { company: string; connection: Connection }) {
  const { status, refreshExpiresAt, needsReconnectReason } = connection
  const { momentText } = useTimes()
  const toSettings = (label: string) => <Button href={href(company, 'settings')}>{label}</Button>
  if (status === 'needs-reconnect') {
    return (
      <Alert type="error" header="QuickBooks has to be connected again" action={toSettings(RECONNECT)}>
        {needsReconnectReason ?? 'Intuit no longer takes our access.'} Nothing is lost: all that comes in meanwhile goes
        out once somebody has reconnected.
      </Alert>
    )
  }
  if (status === 'disconnected') {
    return (
      <Alert type="warning" header="QuickBooks is disconnected" action={toSettings('Connect')}>
        Somebody disconnected it. What the ERP sends is kept until it is connected again.
      </Alert>
    )
  }
  if (status === 'connected' && refreshExpiresAt && Date.parse(refreshExpiresAt) < Date.now() + WARN_BEFORE_MS) {
    return (
      <Alert type="warning" header={`The connection ends ${agoText(refreshExpiresAt)}`} action={toSettings(RECONNECT)}>
        Unless somebody reconnects, nothing goes to QuickBooks after {momentText(refreshExpiresAt)}.
      </Alert>
    )
  }
  return null
}
