import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { Checks } from '../connection/checks.tsx'
import { ConnectionPanel } from '../connection/connection-panel.tsx'
import { AccountFields } from '../settings/accounts-panel.tsx'
import { GoLiveField } from '../settings/go-live-panel.tsx'
import { StockFields } from '../settings/stock-panel.tsx'
import { SwitchList } from '../settings/switches-panel.tsx'
import { TaxFields } from '../settings/tax-panel.tsx'
import type { useDraft } from './draft.ts'
import { LinkStep } from './link-step.tsx'
import { PullStep } from './pull-step.tsx'
import { Rehearsal } from './rehearsal.tsx'
import { TaxedInvoice } from './taxed-invoice.tsx'
import type { Now, Setup, StepId } from './use-setup.ts'

type Step = { id: StepId; title: string; description: string; content: ReactNode; isOptional: boolean }

type Props = { setup: Setup; now: Now; draft: ReturnType<typeof useDraft> }

/** The way from nothing to live. */
export function stepsOf({ setup, now, draft }: Props): Step[] {
  const { settings } = setup
  const isConnected = now.connection.status === 'connected'
  const afterConnecting = (content: ReactNode) =>
    isConnected ? content : <Alert type="info">Connect QuickBooks first: this step reads its lists.</Alert>
  return [
    {
      id: 'checks',
      title: 'Before you begin',
      description: 'What has to be there.',
      isOptional: false,
      content: (
        <Container>
          <SpaceBetween size="m">
            <Box>
              Customers, vendors, parts, accounts and terms are in the ERP, and in QuickBooks whatever is used there
              already. What has the same name on both sides is linked in a minute. What is missing in QuickBooks is made
              for you; what is missing in the ERP is yours to enter there.
            </Box>
            <Box>You need the sign-in of somebody who is admin of the QuickBooks company.</Box>
            <Checks checks={now.connection.checks} />
          </SpaceBetween>
        </Container>
      ),
    },
    {
      id: 'connect',
      title: 'Connect QuickBooks',
      description: 'Says which books these are.',
      isOptional: false,
      content: <ConnectionPanel settings={settings} expectedRealm={now.settings.expectedRealm} />,
    },
    {
      id: 'pull',
      title: 'Pull the lists',
      description: 'Copies accounts, terms, vendors, customers and items out of QuickBooks. Nothing there is changed.',
      isOptional: false,
      content: afterConnecting(<PullStep onDone={() => void setup.catalog.reload()} />),
    },
    {
      id: 'link',
      title: 'Link what is on both sides',
      description: 'Tells which record of QuickBooks is which of the ERP, so that nothing is made twice.',
      isOptional: true,
      content: afterConnecting(<LinkStep />),
    },
    {
      id: 'accounts',
      title: 'Default accounts',
      description: 'Where parts and purchases are booked, chosen by name.',
      isOptional: false,
      content: afterConnecting(
        <Container>
          <AccountFields settings={settings} data={now.settings} />
        </Container>,
      ),
    },
    {
      id: 'stock',
      title: 'Who counts the stock',
      description: 'QuickBooks or the ERP, with what each of them posts.',
      isOptional: false,
      content: (
        <Container>
          <StockFields settings={settings} data={now.settings} />
        </Container>
      ),
    },
    {
      id: 'tax',
      title: 'Sales tax',
      description: 'How the ERP’s tax gets into QuickBooks, with an example and your first taxed invoice.',
      isOptional: false,
      content: afterConnecting(
        <Container>
          <SpaceBetween size="l">
            <TaxFields settings={settings} data={now.settings} />
            <TaxedInvoice data={now.settings} />
          </SpaceBetween>
        </Container>,
      ),
    },
    {
      id: 'go-live',
      title: 'Go-live date',
      description: 'Keeps out what QuickBooks has from before.',
      isOptional: true,
      content: (
        <Container>
          <GoLiveField settings={settings} data={now.settings} />
        </Container>
      ),
    },
    {
      id: 'switches',
      title: 'What is sent',
      description: 'Chosen here, switched on in the last step.',
      isOptional: false,
      content: (
        <Container>
          <SwitchList switches={draft.draft} isDisabled={!settings.mayChange} onChange={draft.change} />
        </Container>
      ),
    },
    {
      id: 'rehearsal',
      title: 'Rehearse, then switch on',
      description: 'What would be posted, before anything is.',
      isOptional: false,
      content: <Rehearsal switches={draft.draft} now={now} />,
    },
  ]
}
