import Container from '@cloudscape-design/components/container'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Settings } from '../api/shapes.ts'
import { AccountSelect } from './account-select.tsx'
import { ExemptionReason } from './exemption-reason.tsx'
import { ItemSelect } from './item-select.tsx'
import { PrcAccounts } from './prc-accounts.tsx'
import { Setting, useIsWanted } from './setting.tsx'
import { type Account, useAccounts } from './use-accounts.ts'
import type { SettingsHere } from './use-settings.tsx'

/** Costs come first: what is lost or found in stock is one. QuickBooks takes others, too. */
const groupsOf = (accounts: readonly Account[]) => [
  { label: 'Costs', accounts: accounts.filter(({ type }) => costs.includes(type)) },
  { label: 'Others', accounts: accounts.filter(({ type }) => !costs.includes(type)) },
]
const costs = ['Cost of Goods Sold', 'Expense', 'Other Expense']

/** What few companies need. */
export function MorePanel({ settings, data }: { settings: SettingsHere; data: Settings }) {
  const isDisabled = !settings.mayChange || settings.isSaving
  const { accounts } = useAccounts()
  const isWanted = useIsWanted('itemWithoutPart', 'freightItem', 'quantityAccount', 'taxExemptionReason')
  return (
    <Container header={<Header variant="h2">Seldom needed</Header>}>
      <SpaceBetween size="m">
        <PrcAccounts settings={settings} chosen={data.prcAccounts} accounts={accounts} />
        <ExpandableSection headerText="Items, adjustments and exemptions" defaultExpanded={isWanted}>
          <SpaceBetween size="m">
            <Setting path="itemWithoutPart">
              <FormField
                label="Item for invoice lines without a part"
                description="Without it, an invoice with such a line is held."
              >
                <ItemSelect
                  chosen={data.itemWithoutPart}
                  isDisabled={isDisabled}
                  onChange={(id) => void settings.change({ itemWithoutPart: id })}
                />
              </FormField>
            </Setting>
            <Setting path="freightItem">
              <FormField
                label="Item for freight"
                description="Without it, freight goes to QuickBooks’ own item, which needs shipping switched on there."
              >
                <ItemSelect
                  chosen={data.freightItem}
                  isDisabled={isDisabled}
                  onChange={(id) => void settings.change({ freightItem: id })}
                />
              </FormField>
            </Setting>
            <Setting path="quantityAccount">
              <FormField
                label="Account that quantity adjustments are posted against"
                description="Without it, the default expense account."
              >
                <AccountSelect
                  groups={accounts && groupsOf(accounts)}
                  chosen={data.quantityAccount}
                  none="The default expense account"
                  isDisabled={isDisabled}
                  onChange={(id) => void settings.change({ quantityAccount: id })}
                />
              </FormField>
            </Setting>
            <Setting path="taxExemptionReason">
              <ExemptionReason
                chosen={data.taxExemptionReason}
                isDisabled={isDisabled}
                onChange={(reason) => void settings.change({ taxExemptionReason: reason })}
              />
            </Setting>
          </SpaceBetween>
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  )
}
