import Container from '@cloudscape-design/components/container'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { Connection, Status } from '../api/shapes.ts'
import { countText } from '../words/money.ts'
import { When } from '../words/times.tsx'
import { minutesText, totals } from './standing.ts'

const unreadText = ({ messages, oldestSeconds }: Status['feed']): string =>
  messages === 0 ? 'None' : `${countText(messages)}, the oldest for ${minutesText(oldestSeconds)}`

/** How much is on its way, how fast it goes, and where to. */
export function Pace({ status, connection }: { status: Status; connection: Connection | undefined }) {
  return (
    <Container>
      <KeyValuePairs
        columns={3}
        items={[
          {
            label: 'QuickBooks company',
            value:
              connection?.status === 'connected' ? (
                <span className="name">{connection.companyName ?? connection.realmId}</span>
              ) : (
                <StatusIndicator type="stopped">Not connected</StatusIndicator>
              ),
          },
          { label: 'On the way', value: countText(totals(status).pending) },
          { label: 'Unread messages of the ERP', value: unreadText(status.feed) },
          { label: 'Sent in the last minute', value: countText(status.ratePerMinute) },
          {
            label: 'Last sent',
            value: status.lastSyncedAt ? <When at={status.lastSyncedAt} /> : 'None yet',
          },
          {
            label: 'Reads of QuickBooks this month',
            value: `${countText(status.reads.used)} of ${countText(status.reads.budget)}`,
          },
        ]}
      />
    </Container>
  )
}
