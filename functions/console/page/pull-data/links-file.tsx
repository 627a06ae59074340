import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import { useRef, useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { PullType } from '../api/shapes.ts'
import { useApi, useAttempt, useCompany } from '../shell/context.ts'
import { saveFile } from '../words/save-file.ts'
import { useTrial } from './use-trial.tsx'

/** The list as a file for a spreadsheet, and such a file back, in which the column `key` says what belongs together. */
export function LinksFile({ type, onDone }: { type: PullType; onDone: () => void }) {
  const api = useApi()
  const { company } = useCompany()
  const attempt = useAttempt()
  const { isBusy, begin, question } = useTrial(onDone)
  const [isSaving, setSaving] = useState(false)
  const file = useRef<HTMLInputElement>(null)

  async function save() {
    setSaving(true)
    await attempt(async () => {
      let cursor: string | undefined
      let part = 0
      do {
        const answer = await api.file(pathOf(['companies', company.company, 'catalog', type, 'links.csv'], { cursor }))
        part += 1
        cursor = answer.next
        saveFile(`${company.company}-${type}-links${part > 1 || cursor ? `-${part}` : ''}.csv`, answer.text)
      } while (cursor)
    })
    setSaving(false)
  }

  async function take(chosen: File | undefined) {
    if (!chosen) return
    const csv = await chosen.text()
    begin({ parts: ['catalog', type, 'links'], body: { csv } })
  }

  return (
    <>
      <ButtonDropdown
        loading={isBusy || isSaving}
        items={[
          { id: 'save', text: 'Save as CSV', description: 'All of the list, with the suggestions' },
          { id: 'take', text: 'Take a CSV back', description: 'Links by its columns id and key; shown first' },
        ]}
        onItemClick={({ detail }) => (detail.id === 'save' ? void save() : file.current?.click())}
      >
        CSV
      </ButtonDropdown>
      <input
        ref={file}
        type="file"
        accept=".csv,text/csv"
        hidden
        aria-label="A CSV of links"
        onChange={({ target }) => {
          void take(target.files?.[0])
          target.value = ''
        }}
      />
      {question}
    </>
  )
}
