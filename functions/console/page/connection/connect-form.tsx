import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { Connection } from '../api/shapes.ts'
import type { SettingsHere } from '../settings/use-settings.tsx'
import { areAllSet } from './checks.tsx'
import { RECONNECT } from './connection-names.ts'
import { useConnect } from './use-connect.ts'

type Props = { settings: SettingsHere; connection: Connection; expectedRealm: string | null }

/** Asks which QuickBooks company it is to be, and leads to Intuit's consent page and back. */
export function ConnectForm({ settings, connection, expectedRealm }: Props) {
  const [realm, setRealm] = useState(expectedRealm ?? '')
  const [isOther, setOther] = useState(false)
  const { isLeaving, connect } = useConnect()
  const isDigits = /^\d{0,20}$/.test(realm)

  async function leave() {
    const wanted = realm === '' ? null : realm
    const isReady = wanted === expectedRealm || (await settings.change({ expectedRealm: wanted }))
    if (isReady) await connect(isOther ? { confirmRealmChange: true } : {})
  }

  return (
    <SpaceBetween size="m">
      <Alert type="info">
        You are sent to Intuit and back. Sign in there as an <b>admin</b> of the QuickBooks company: Intuit lets nobody
        else connect it.
      </Alert>
      <FormField
        label="Realm ID – optional"
        description="QuickBooks’ Company ID: in QuickBooks, the gear › Account and settings › Billing & subscription. With it, no other company can be connected by mistake."
        errorText={!isDigits && 'A Realm ID is made of digits only.'}
      >
        <Input value={realm} onChange={({ detail }) => setRealm(detail.value.replace(/\s/g, ''))} inputMode="numeric" />
      </FormField>
      {connection.realmId !== null && (
        <Checkbox
          checked={isOther}
          onChange={({ detail }) => setOther(detail.checked)}
          description={`Until now it was ${connection.companyName ?? connection.realmId}. Nothing that was linked there counts in another one; it counts again once that one is connected again.`}
        >
          Connect another QuickBooks company than before
        </Checkbox>
      )}
      <Button
        variant="primary"
        loading={isLeaving || settings.isSaving}
        disabled={!isDigits || !areAllSet(connection.checks)}
        onClick={() => void leave()}
      >
        {connection.status === 'needs-reconnect' ? RECONNECT : 'Connect QuickBooks'}
      </Button>
    </SpaceBetween>
  )
}
