import Grid from '@cloudscape-design/components/grid'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import { useEffect, useState } from 'react'
import { href } from '../shell/route.ts'
import { type Kind, kindNames } from '../words/kinds.ts'
import { stateOrder, states } from '../words/states.tsx'

/** Typing stops for so long before it is looked for. */
const TYPING_MS = 300

const allKinds = { value: '', label: 'All kinds' }
const kindOptions = [
  allKinds,
  ...(Object.keys(kindNames) as Kind[]).map((kind) => ({ value: kind, label: kindNames[kind] })),
]
const allStates = { value: '', label: 'All states' }
const stateOptions = [
  allStates,
  ...stateOrder.map((state) => ({ value: state, label: states[state].name, description: states[state].meaning })),
]
/** No state of its own: they are in QuickBooks. */
const withNote = {
  value: 'noted',
  label: 'Sent, with a note',
  description: 'QuickBooks has it otherwise than the ERP.',
}

/** What the list is narrowed to; it stands in the address, so that it can be sent to a colleague. */
export function RecordFilter({ company, query }: { company: string; query: URLSearchParams }) {
  const [text, setText] = useState(query.get('q') ?? '')
  const narrow = (change: Record<string, string | undefined>) => {
    const now = Object.fromEntries(['kind', 'state', 'noted', 'q'].map((name) => [name, query.get(name) ?? '']))
    const next = { ...now, ...change }
    location.hash = href(company, 'records', [], next)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing sets it going
  useEffect(() => {
    if (text === (query.get('q') ?? '')) return undefined
    const timer = setTimeout(narrow, TYPING_MS, { q: text })
    return () => clearTimeout(timer)
  }, [text])

  return (
    <Grid
      gridDefinition={[
        { colspan: { default: 12, s: 6 } },
        { colspan: { default: 6, s: 3 } },
        { colspan: { default: 6, s: 3 } },
      ]}
    >
      <Input
        type="search"
        value={text}
        onChange={({ detail }) => setText(detail.value)}
        placeholder="Any number or name"
        ariaLabel="Find records by any number or name"
      />
      <Select
        selectedOption={kindOptions.find(({ value }) => value === query.get('kind')) ?? allKinds}
        options={kindOptions}
        onChange={({ detail }) => narrow({ kind: detail.selectedOption.value })}
        ariaLabel="Kind"
      />
      <Select
        selectedOption={
          query.get('noted') ? withNote : (stateOptions.find(({ value }) => value === query.get('state')) ?? allStates)
        }
        options={[...stateOptions, withNote]}
        onChange={({
          detail: {
            selectedOption: { value },
          },
        }) => narrow(value === withNote.value ? { state: '', noted: 'true' } : { state: value, noted: '' })}
        ariaLabel="State"
      />
    </Grid>
  )
}
