import Select, { type SelectProps } from '@cloudscape-design/components/select'
import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { CatalogEntry, Page } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { factsOf } from '../pull-data/facts.ts'
import { useTyped } from '../pull-data/use-typed.ts'
import { useCompany } from '../shell/context.ts'

/** As many as fit into a list below a field; typing on narrows them. */
const FOUND_MAX = 20

type Props = { chosen: string | null; isDisabled: boolean; onChange: (id: string | null) => void }

const none = { value: '', label: 'None' }
const optionOf = (item: CatalogEntry): SelectProps.Option => ({
  value: item.id,
  label: item.name,
  description: factsOf(item).join(' · '),
})
/** A category groups items and stands on no line. */
const mayStandOnLine = ({ active, detail }: CatalogEntry) => active && detail['itemType'] !== 'Category'

/** Chooses an item of QuickBooks by its name, among those that were pulled. */
export function ItemSelect({ chosen, isDisabled, onChange }: Props) {
  const { company } = useCompany()
  const base = ['companies', company.company, 'catalog']
  /** Undefined until somebody opens the list. */
  const [text, setText] = useState<string>()
  const q = useTyped(text)
  const query = { type: 'item', q, limit: FOUND_MAX }
  const found = useAnswer<Page<CatalogEntry>>(q === undefined ? undefined : pathOf(base, query))
  const selected = useAnswer<CatalogEntry>(chosen === null ? undefined : pathOf([...base, 'item', chosen]))
  const unknown = chosen ? { value: chosen, label: `Item with the Id ${chosen}` } : none
  const items = found.data?.items.filter(mayStandOnLine) ?? []
  const isLoading = found.isLoading || q !== text

  return (
    <Select
      selectedOption={selected.data ? optionOf(selected.data) : unknown}
      options={[...(q ? [] : [none]), ...items.map(optionOf)]}
      filteringType="manual"
      filteringPlaceholder="Find a part by its name or number in QuickBooks"
      onLoadItems={({ detail }) => setText(detail.filteringText)}
      statusType={isLoading ? 'loading' : found.error ? 'error' : 'finished'}
      loadingText="Looking …"
      errorText={found.error?.message ?? ''}
      recoveryText="Try again"
      empty="Nothing like this has been pulled"
      disabled={isDisabled}
      onChange={({ detail }) => onChange(detail.selectedOption.value || null)}
    />
  )
}
