import Autosuggest from '@cloudscape-design/components/autosuggest'
import { useEffect, useState } from 'react'
import { keyOf } from '../../../../shared/erp/record.ts'
import { pathOf } from '../api/client.ts'
import type { Found, PullType } from '../api/shapes.ts'
import { useApi, useCompany } from '../shell/context.ts'
import { pullTypes } from '../words/kinds.ts'

const TYPING_MS = 200
type Props = { type: PullType; name: string; onChoose: (key: string) => void; onLeave: () => void }

/** Finds the ERP's record by any part of its number or name. */
export function RecordSearch({ type, name, onChoose, onLeave }: Props) {
  const api = useApi()
  const { company } = useCompany()
  const { kind } = pullTypes[type]
  const [text, setText] = useState('')
  const [found, setFound] = useState<{ of: string; records: readonly Found[] }>({ of: '', records: [] })

  useEffect(() => {
    const timer = setTimeout(() => {
      api.get<{ items: Found[] }>(pathOf(['companies', company.company, 'search'], { kind, q: text.trim() })).then(
        ({ items }) => setFound({ of: text, records: items }),
        () => setFound({ of: text, records: [] }),
      )
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [api, company.company, kind, text])

  const options = found.records.map(({ id, name, link }) => ({
    value: id,
    label: name || id,
    description: name ? id : '',
    ...(link && { labelTag: 'Linked already', disabled: true }),
  }))
  return (
    <Autosuggest
      value={text}
      options={options}
      filteringType="manual"
      enteredTextLabel={(value) => `Look for “${value}”`}
      hideEnteredTextOption
      ariaLabel={`The ERP’s record for ${name}`}
      placeholder="Type a name or a number"
      statusType={found.of === text ? 'finished' : 'loading'}
      loadingText="Looking …"
      empty={text.trim() === '' ? 'Type some of its name or number' : 'The ERP has sent nothing like this'}
      autoFocus
      onChange={({ detail }) => setText(detail.value)}
      onSelect={({ detail }) => {
        if (options.some(({ value }) => value === detail.value)) onChoose(keyOf(kind, detail.value))
      }}
      onKeyDown={({ detail }) => detail.key === 'Escape' && onLeave()}
    />
  )
}
