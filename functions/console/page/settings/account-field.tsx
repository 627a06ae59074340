import FormField from '@cloudscape-design/components/form-field'
import Select, { type SelectProps } from '@cloudscape-design/components/select'
import { type AccountUse, accountRules, fitOf } from '../../../../shared/sync/default-accounts.ts'
import { uses } from './accounts-panel.tsx'
import type { Account } from './use-accounts.ts'

type Props = {
  use: AccountUse
  accounts: readonly Account[] | undefined
  chosen: string | null
  isDisabled: boolean
  onChange: (id: string | null) => void
}

const none = { value: '', label: 'None' }

/** An account by its name. Those of the right type come first; another one is possible, and warned of. */
export function AccountField({ use, accounts, chosen, isDisabled, onChange }: Props) {
  const { name, advice } = uses[use]
  const { words } = accountRules[use]
  const option = (account: Account): SelectProps.Option => ({
    value: account.id,
    label: [account.number, account.name].filter((text) => text !== '').join(' '),
    description: [account.type, account.subType].filter((text) => text !== '').join(' · '),
  })
  const fitting = (fit: ReturnType<typeof fitOf>) => accounts?.filter((account) => fitOf(use, account) === fit) ?? []
  const groups = [
    { label: `Those that suit: ${words}`, options: fitting('right').map(option) },
    { label: 'Of an unusual detail type', options: fitting('unusual').map(option) },
    { label: 'Of another type: QuickBooks would refuse them', options: fitting('wrong').map(option) },
  ]
  const found = accounts?.find(({ id }) => id === chosen)
  const selected = found ? option(found) : chosen ? { value: chosen, label: `Account with the Id ${chosen}` } : none

  return (
    <FormField
      label={name}
      description={`${advice}: ${words}.`}
      warningText={
        found &&
        fitOf(use, found) === 'wrong' &&
        `QuickBooks will refuse it: it is ${found.type}, detail ${found.subType}.`
      }
    >
      <Select
        selectedOption={selected}
        options={[none, ...groups.filter(({ options }) => options.length > 0)]}
        filteringType="auto"
        filteringPlaceholder="Find an account by its name"
        statusType={accounts ? 'finished' : 'loading'}
        loadingText="Loading the accounts …"
        empty="No account has been pulled"
        disabled={isDisabled}
        onChange={({ detail }) => onChange(detail.selectedOption.value || null)}
      />
    </FormField>
  )
}
