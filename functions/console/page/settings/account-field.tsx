import FormField from '@cloudscape-design/components/form-field'
import { type AccountUse, accountRules, fitOf } from '../../../../shared/sync/default-accounts.ts'
import { AccountSelect } from './account-select.tsx'
import { uses } from './account-uses.ts'
import { Setting } from './setting.tsx'
import type { Account } from './use-accounts.ts'

type Props = {
  use: AccountUse
  accounts: readonly Account[] | undefined
  chosen: string | null
  isDisabled: boolean
  onChange: (id: string | null) => void
}

/** A default account by its name. Those of the right type come first; another one is possible, and warned of. */
export function AccountField({ use, accounts, chosen, isDisabled, onChange }: Props) {
  const { name, advice } = uses[use]
  const { words } = accountRules[use]
  const fitting = (fit: ReturnType<typeof fitOf>) => accounts?.filter((account) => fitOf(use, account) === fit) ?? []
  const groups = accounts && [
    { label: `Those that suit: ${words}`, accounts: fitting('right') },
    { label: 'Of an unusual detail type', accounts: fitting('unusual') },
    { label: 'Of another type: QuickBooks would refuse them', accounts: fitting('wrong') },
  ]
  const found = accounts?.find(({ id }) => id === chosen)

  return (
    <Setting path={`defaultAccounts.${use}`}>
      <FormField
        label={name}
        description={`${advice}: ${words}.`}
        warningText={
          found &&
          fitOf(use, found) === 'wrong' &&
          `QuickBooks will refuse it: it is ${found.type}, detail ${found.subType}.`
        }
      >
        <AccountSelect groups={groups} chosen={chosen} none="None" isDisabled={isDisabled} onChange={onChange} />
      </FormField>
    </Setting>
  )
}
