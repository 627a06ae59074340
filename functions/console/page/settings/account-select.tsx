import Select, { type SelectProps } from '@cloudscape-design/components/select'
import type { Account } from './use-accounts.ts'

type Props = {
  /** Undefined until the accounts are known. */
  groups: readonly { label: string; accounts: readonly Account[] }[] | undefined
  chosen: string | null
  /** What it says where no account is chosen. */
  none: string
  isDisabled: boolean
  onChange: (id: string | null) => void
}

const optionOf = (account: Account): SelectProps.Option => ({
  value: account.id,
  label: [account.number, account.name].filter((text) => text !== '').join(' '),
  description: [account.type, account.subType].filter((text) => text !== '').join(' · '),
})

/** Chooses an account by its name. */
export function AccountSelect({ groups, chosen, none, isDisabled, onChange }: Props) {
  const empty = { value: '', label: none }
  const found = groups?.flatMap(({ accounts }) => accounts).find(({ id }) => id === chosen)
  const unknown = chosen ? { value: chosen, label: `Account with the Id ${chosen}` } : empty
  const filled = groups?.filter(({ accounts }) => accounts.length > 0) ?? []
  return (
    <Select
      selectedOption={found ? optionOf(found) : unknown}
      options={[empty, ...filled.map(({ label, accounts }) => ({ label, options: accounts.map(optionOf) }))]}
      filteringType="auto"
      filteringPlaceholder="Find an account by its name"
      statusType={groups ? 'finished' : 'loading'}
      loadingText="Loading the accounts …"
      empty="No account has been pulled"
      disabled={isDisabled}
      onChange={({ detail }) => onChange(detail.selectedOption.value || null)}
    />
  )
}
