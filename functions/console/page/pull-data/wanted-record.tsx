import Alert from '@cloudscape-design/components/alert'
import Autosuggest from '@cloudscape-design/components/autosuggest'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { CatalogEntry, Page, PullType } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { href, recordHref } from '../shell/route.ts'
import { keyName } from '../words/kinds.ts'
import { factsOf } from './facts.ts'
import { useTyped } from './use-typed.ts'

const FOUND_MAX = 20

type Props = { type: PullType; recordKey: string; onDone: () => void }

/** The other way round, where an advice has led here: which one of QuickBooks is this record of the ERP? */
export function WantedRecord({ type, recordKey, onDone }: Props) {
  const api = useApi()
  const { say } = useShell()
  const { company } = useCompany()
  const attempt = useAttempt()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const q = useTyped(text)
  const base = ['companies', company.company, 'catalog']
  const found = useAnswer<Page<CatalogEntry>>(
    chosen === undefined ? pathOf(base, { type, q, limit: FOUND_MAX }) : undefined,
  )
  const name = keyName(recordKey)

  async function link(id: string) {
    setBusy(true)
    const isDone = await attempt(async () => {
      await api.post(pathOf([...base, type, id, 'link']), { key: recordKey })
    })
    setBusy(false)
    if (!isDone) return
    say({ type: 'success', header: `${name} is linked to “${text}”`, text: 'What waited for it goes out by itself.' })
    location.hash = href(company.company, 'pull-data', [type])
    onDone()
  }

  return (
    <Alert
      type="info"
      header={`Which one in QuickBooks is ${name}?`}
      action={<Button href={recordHref(company.company, recordKey)}>Look at {name}</Button>}
    >
      <SpaceBetween direction="horizontal" size="xs">
        <Autosuggest
          value={text}
          options={(found.data?.items ?? []).map((entry) => ({
            value: entry.id,
            label: entry.name,
            description: factsOf(entry).join(' · '),
            ...(entry.status === 'linked' && { labelTag: 'Linked already', disabled: true }),
          }))}
          filteringType="manual"
          hideEnteredTextOption
          ariaLabel={`The one in QuickBooks that is ${name}`}
          placeholder="Type its name in QuickBooks"
          statusType={found.isLoading ? 'loading' : 'finished'}
          loadingText="Looking …"
          empty="Nothing that was pulled has such a name. A full sync brings what is new in QuickBooks."
          onChange={({ detail }) => {
            setText(detail.value)
            setChosen(undefined)
          }}
          onSelect={({ detail }) => {
            setText(detail.selectedOption?.label ?? '')
            setChosen(detail.value)
          }}
        />
        <Button
          variant="primary"
          loading={isBusy}
          disabled={chosen === undefined}
          onClick={() => chosen !== undefined && void link(chosen)}
        >
          Sync
        </Button>
      </SpaceBetween>
    </Alert>
  )
}
