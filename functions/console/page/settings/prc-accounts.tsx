import Button from '@cloudscape-design/components/button'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { useState } from 'react'
import type { Settings } from '../api/shapes.ts'
import { uses } from './account-uses.ts'
import { Setting, useIsWanted } from './setting.tsx'
import type { Account } from './use-accounts.ts'
import type { SettingsHere } from './use-settings.tsx'

type Chosen = Settings['prcAccounts']
const prcUses = ['asset', 'income', 'expense'] as const
type PrcUse = (typeof prcUses)[number]

type Props = { settings: SettingsHere; chosen: Chosen; accounts: readonly Account[] | undefined }

const none = { value: '', label: 'The default account' }
const optionOf = ({ id, name, number }: Account) => ({ value: id, label: `${number} ${name}`.trim() })

/** Accounts by PRC: they come after a part's own and before the default accounts. */
export function PrcAccounts({ settings, chosen, accounts }: Props) {
  const [prc, setPrc] = useState('')
  const isWanted = useIsWanted('prcAccounts')
  const isDisabled = !settings.mayChange || settings.isSaving
  const options = [none, ...(accounts ?? []).map(optionOf)]
  const choose = (of: string, use: PrcUse, id: string | null) =>
    void settings.change({ prcAccounts: { ...chosen, [of]: { ...chosen[of], [use]: id } } })

  return (
    <Setting path="prcAccounts">
      <ExpandableSection headerText={`Accounts by PRC (${Object.keys(chosen).length})`} defaultExpanded={isWanted}>
        <SpaceBetween size="m">
          <Table
            variant="embedded"
            items={Object.entries(chosen).map(([code, ids]) => ({ code, ids }))}
            trackBy="code"
            empty="No PRC has accounts of its own."
            columnDefinitions={[
              { id: 'prc', header: 'PRC', isRowHeader: true, cell: ({ code }) => <span className="name">{code}</span> },
              ...prcUses.map((use) => ({
                id: use,
                header: uses[use].name,
                minWidth: 180,
                cell: ({ code, ids }: { code: string; ids: Chosen[string] }) => (
                  <Select
                    selectedOption={options.find(({ value }) => value === ids[use]) ?? none}
                    options={options}
                    filteringType="auto"
                    disabled={isDisabled}
                    ariaLabel={`${uses[use].name} of PRC ${code}`}
                    onChange={({ detail }) => choose(code, use, detail.selectedOption.value || null)}
                  />
                ),
              })),
              {
                id: 'remove',
                header: 'Remove',
                cell: ({ code }) => (
                  <Button
                    variant="inline-link"
                    disabled={isDisabled}
                    ariaLabel={`Remove PRC ${code}`}
                    onClick={() => {
                      const { [code]: _, ...others } = chosen
                      void settings.change({ prcAccounts: others })
                    }}
                  >
                    Remove
                  </Button>
                ),
              },
            ]}
          />
          <FormField label="Add a PRC" constraintText="A product code has three characters.">
            <SpaceBetween direction="horizontal" size="xs">
              <Input value={prc} disabled={isDisabled} onChange={({ detail }) => setPrc(detail.value)} />
              <Button
                disabled={isDisabled || !/^[^/]{3}$/.test(prc) || prc in chosen}
                onClick={() => {
                  void settings.change({ prcAccounts: { ...chosen, [prc]: {} } })
                  setPrc('')
                }}
              >
                Add
              </Button>
            </SpaceBetween>
          </FormField>
        </SpaceBetween>
      </ExpandableSection>
    </Setting>
  )
}
