import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type AccountUse, fitOf } from '../../../../shared/sync/default-accounts.ts'
import type { Settings } from '../api/shapes.ts'
import { useCompany } from '../shell/context.ts'
import { href } from '../shell/route.ts'
import { AccountField } from './account-field.tsx'
import { uses } from './account-uses.ts'
import { CreateAccount } from './create-account.tsx'
import { type Account, useAccounts } from './use-accounts.ts'
import type { SettingsHere } from './use-settings.tsx'

/** The default accounts, chosen by name. */
export function AccountsPanel({ settings, data }: { settings: SettingsHere; data: Settings }) {
  return (
    <Container
      header={
        <Header variant="h2" description="Used where neither the part nor its PRC names an account of its own.">
          Default accounts
        </Header>
      }
    >
      <AccountFields settings={settings} data={data} />
    </Container>
  )
}

/** The four fields, as the settings and the setup have them. */
export function AccountFields({ settings, data }: { settings: SettingsHere; data: Settings }) {
  const { company } = useCompany()
  const { accounts, failure, reload } = useAccounts()
  const suiting = onlyOnes(accounts ?? [], data.defaultAccounts)
  return (
    <SpaceBetween size="m">
      {failure !== undefined && (
        <Alert type="warning" header="The accounts cannot be listed">
          {failure}
        </Alert>
      )}
      {accounts?.length === 0 && (
        <Alert type="info" header="No accounts have been pulled yet">
          Run a full sync of the accounts on{' '}
          <Link href={href(company.company, 'pull-data', ['account'])}>Pull Data From QuickBooks</Link>; then choose
          them here by name.
        </Alert>
      )}
      {Object.keys(suiting).length > 0 && settings.mayChange && (
        <Button loading={settings.isSaving} onClick={() => void settings.change({ defaultAccounts: suiting })}>
          Fill in the accounts that suit
        </Button>
      )}
      {settings.mayChange &&
        missing(accounts ?? []).map((use) => (
          <CreateAccount key={use} use={use} name={uses[use].name} onDone={reload} />
        ))}
      {(Object.keys(uses) as AccountUse[]).map((use) => (
        <AccountField
          key={use}
          use={use}
          accounts={accounts}
          chosen={data.defaultAccounts[use]}
          isDisabled={!settings.mayChange || settings.isSaving}
          onChange={(id) => void settings.change({ defaultAccounts: { [use]: id } })}
        />
      ))}
    </SpaceBetween>
  )
}

/** For what is not chosen yet: the account that suits, where there is just one. */
function onlyOnes(
  accounts: readonly Account[],
  chosen: Settings['defaultAccounts'],
): Partial<Settings['defaultAccounts']> {
  const found = (Object.keys(uses) as AccountUse[]).flatMap((use) => {
    const [only, another] = accounts.filter((account) => fitOf(use, account) === 'right')
    return only && !another && chosen[use] === null ? [[use, only.id] as const] : []
  })
  return Object.fromEntries(found)
}

/** The uses for which a chart that was pulled has no account that suits. */
const missing = (accounts: readonly Account[]): AccountUse[] =>
  accounts.length === 0
    ? []
    : (Object.keys(uses) as AccountUse[]).filter((use) => !accounts.some((account) => fitOf(use, account) === 'right'))
