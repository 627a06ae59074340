import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { pathOf } from '../api/client.ts'
import type { Connection } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import type { SettingsHere } from '../settings/use-settings.tsx'
import { useCompany } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { PersonName } from '../words/person-name.tsx'
import { When } from '../words/times.tsx'
import { Checks } from './checks.tsx'
import { ConnectForm } from './connect-form.tsx'
import { ConnectionHealth } from './connection-health.tsx'
import { connectionNames, RECONNECT } from './connection-names.ts'
import { Disconnect } from './disconnect.tsx'
import { Suspension } from './suspension.tsx'
import { useConnect } from './use-connect.ts'

type Props = { settings: SettingsHere; expectedRealm: string | null }

/** Which QuickBooks company these books are, and the way into it and out of it. */
export function ConnectionPanel({ settings, expectedRealm }: Props) {
  const { company, mayChange } = useCompany()
  const { isLeaving, connect } = useConnect()
  const connection = useAnswer<Connection>(pathOf(['companies', company.company, 'connection']))
  return (
    <Loaded asked={connection}>
      {(data) => {
        const isConnected = data.status === 'connected'
        return (
          <Container
            header={
              <Header
                variant="h2"
                actions={
                  isConnected &&
                  mayChange && (
                    <SpaceBetween direction="horizontal" size="xs">
                      <Button loading={isLeaving} onClick={() => void connect()}>
                        {RECONNECT}
                      </Button>
                      <Disconnect onDone={connection.reload} />
                    </SpaceBetween>
                  )
                }
              >
                Connection
              </Header>
            }
          >
            <SpaceBetween size="l">
              {data.status !== 'disconnected' && <ConnectionHealth company={company.company} connection={data} />}
              <Suspension suspension={data.suspension} onDone={connection.reload} />
              {data.status !== 'none' && <Facts connection={data} />}
              {(!isConnected || data.suspension?.code === 'company_reset') && mayChange && (
                <ConnectForm settings={settings} connection={data} expectedRealm={expectedRealm} />
              )}
              <Checks checks={data.checks} />
            </SpaceBetween>
          </Container>
        )
      }}
    </Loaded>
  )
}

function Facts({ connection }: { connection: Connection }) {
  const [type, name] = connectionNames[connection.status]
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: 'State', value: <StatusIndicator type={type}>{name}</StatusIndicator> },
        {
          label: 'QuickBooks company',
          value: <span className="name">{connection.companyName ?? '–'}</span>,
        },
        { label: 'Realm ID (Company ID)', value: connection.realmId ?? '–' },
        { label: 'Connected by', value: <PersonName id={connection.connectedBy} /> },
        { label: 'Connected at', value: <When at={connection.connectedAt} /> },
        {
          label: 'Access ends unless it is renewed',
          value: connection.status === 'connected' ? <When at={connection.refreshExpiresAt} relative /> : '–',
        },
      ]}
    />
  )
}
