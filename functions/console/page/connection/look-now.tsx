import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { Checked } from '../api/shapes.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { counted } from '../words/money.ts'

/** Looks at QuickBooks now, where something waits for what somebody does there. */
export function LookNow({ onDone }: { onDone: () => Promise<void> }) {
  const api = useApi()
  const { say } = useShell()
  const { company, mayChange } = useCompany()
  const attempt = useAttempt()
  const [isBusy, setBusy] = useState(false)

  async function look() {
    setBusy(true)
    await attempt(async () => {
      say(found(await api.post<Checked>(pathOf(['companies', company.company, 'check']), {})))
    })
    await onDone()
    setBusy(false)
  }

  return mayChange ? (
    <Button loading={isBusy} onClick={() => void look()}>
      Look now
    </Button>
  ) : null
}

/** What a look has found, in a sentence. */
function found({ state, suspension, causes }: Checked) {
  if (state === 'asked') return { type: 'info' as const, header: 'QuickBooks is looked at as soon as the push is free' }
  if (suspension) return { type: 'warning' as const, header: 'It is still so', text: suspension.message }
  const [before, after] = (['before', 'after'] as const).map((when) =>
    causes.reduce((sum, cause) => sum + cause[when], 0),
  )
  const gone = (before ?? 0) - (after ?? 0)
  if (gone > 0) return { type: 'success' as const, header: `${counted(gone, 'record goes', 'records go')} on` }
  return { type: 'info' as const, header: 'QuickBooks was looked at: nothing has changed there' }
}
