import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { ConnectionPanel } from '../connection/connection-panel.tsx'
import { useCompany } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { href } from '../shell/route.ts'
import { AccountsPanel } from './accounts-panel.tsx'
import { GoLivePanel } from './go-live-panel.tsx'
import { MembersPanel } from './members-panel.tsx'
import { MorePanel } from './more-panel.tsx'
import { PoliciesPanel } from './policies-panel.tsx'
import { Setting } from './setting.tsx'
import { StockPanel } from './stock-panel.tsx'
import { SwitchesPanel } from './switches-panel.tsx'
import { TaxPanel } from './tax-panel.tsx'
import { TimeZonePanel } from './time-zone-panel.tsx'
import { useSettings } from './use-settings.tsx'

/** The connection, what is sent, how it is posted, and who may do what. */
export function SettingsPage() {
  const { company, mayChange } = useCompany()
  const settings = useSettings()
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={mayChange ? undefined : 'You may look at these settings; an admin can change them.'}
        actions={
          <Button href={href(company.company, 'pull-data')} variant="link">
            Pull Data From QuickBooks
          </Button>
        }
      >
        QuickBooks Settings
      </Header>
      <Loaded asked={settings.asked}>
        {(data) => (
          <SpaceBetween size="l">
            {data.warnings.map(({ code, field, message }) => (
              <Alert key={`${code} ${field}`} type="warning">
                {message}
              </Alert>
            ))}
            <Setting path="connection">
              <ConnectionPanel settings={settings} expectedRealm={data.expectedRealm} />
            </Setting>
            <SwitchesPanel settings={settings} data={data} />
            <AccountsPanel settings={settings} data={data} />
            <Setting path="goLiveAt">
              <GoLivePanel settings={settings} data={data} />
            </Setting>
            <StockPanel settings={settings} data={data} />
            <TaxPanel settings={settings} data={data} />
            <PoliciesPanel settings={settings} data={data} />
            <Setting path="timeZone">
              <TimeZonePanel settings={settings} data={data} />
            </Setting>
            <MorePanel settings={settings} data={data} />
          </SpaceBetween>
        )}
      </Loaded>
      <MembersPanel />
      {settings.question}
    </SpaceBetween>
  )
}
