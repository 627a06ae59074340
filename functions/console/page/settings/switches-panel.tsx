import Alert from '@cloudscape-design/components/alert'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Toggle from '@cloudscape-design/components/toggle'
import type { Settings } from '../api/shapes.ts'
import { entityNames, kindNames, type PushedKind, pushedKinds } from '../words/kinds.ts'
import { Backfill } from './backfill.tsx'
import { Setting } from './setting.tsx'
import type { SettingsHere } from './use-settings.tsx'

type Switches = Settings['switches']

/** What each needs, said before it is switched on; the API holds everybody to it. */
const needs: Record<PushedKind, string> = {
  part: 'Needs the default accounts, and the accounts linked.',
  customer: 'Needs nothing.',
  vendor: 'Needs nothing.',
  'purchase-order': 'Needs Parts and Vendors, and the default A/P account.',
  invoice: 'Needs Parts and Customers.',
  voucher: 'Needs Vendors, and the accounts linked.',
  'ledger-entry': 'Needs Customers and Vendors, and the accounts linked.',
}

const documents: readonly PushedKind[] = ['purchase-order', 'invoice', 'voucher']

/** General Ledger besides documents posts the same amounts twice, but for the guard. */
const postsTwice = (switches: Switches): boolean => switches['ledger-entry'] && documents.some((kind) => switches[kind])

type ListProps = { switches: Switches; isDisabled: boolean; onChange: (kind: PushedKind, isOn: boolean) => void }

/** The seven switches with what each needs. */
export function SwitchList({ switches, isDisabled, onChange }: ListProps) {
  return (
    <SpaceBetween size="s">
      {pushedKinds.map((kind) => (
        <Setting key={kind} path={`switches.${kind}`}>
          <Toggle
            checked={switches[kind]}
            disabled={isDisabled}
            description={`${entityNames[kind]} in QuickBooks. ${needs[kind]}`}
            onChange={({ detail }) => onChange(kind, detail.checked)}
          >
            {kindNames[kind]}
          </Toggle>
        </Setting>
      ))}
      {postsTwice(switches) && (
        <Alert type="warning" header="General Ledger besides documents">
          The ERP makes ledger entries of invoices, vouchers and purchase orders too. Those whose document is pushed are
          held back, so that nothing is posted twice. Switch General Ledger on only if all invoicing <b>and</b> all
          payments are done in the ERP.
        </Alert>
      )}
    </SpaceBetween>
  )
}

/** Each kind on or off. Switching one on switches on what it needs. */
export function SwitchesPanel({ settings, data }: { settings: SettingsHere; data: Settings }) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            settings.mayChange && (
              <Setting path="backfill">
                <Backfill />
              </Setting>
            )
          }
          description="Switching one on switches on what it needs. All of it goes one way: nothing done in QuickBooks comes back."
        >
          What is sent
        </Header>
      }
    >
      <SwitchList
        switches={data.switches}
        isDisabled={!settings.mayChange || settings.isSaving}
        onChange={(kind, isOn) => void settings.change({ switches: { [kind]: isOn } })}
      />
    </Container>
  )
}
