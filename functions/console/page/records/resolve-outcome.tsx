import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { RecordPath } from '../api/client.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'

type Props = { path: RecordPath; onDone: () => Promise<void> }

/** Where a person says what became of a write whose outcome nobody knows. Until then nothing is sent for the record. */
export function ResolveOutcome({ path, onDone }: Props) {
  const api = useApi()
  const { say } = useShell()
  const { mayChange } = useCompany()
  const attempt = useAttempt()
  const [id, setId] = useState('')
  const [busy, setBusy] = useState(false)
  if (!mayChange) return null

  async function resolve(found: { there: string } | { notThere: true }, header: string) {
    setBusy(true)
    const isDone = await attempt(async () => void (await api.post(path('resolve'), found)))
    if (isDone) say({ type: 'success', header })
    await onDone()
    setBusy(false)
  }

  return (
    <SpaceBetween size="s">
      <FormField
        label="Id in QuickBooks"
        description="Open it in QuickBooks: its address ends in txnId= and this number."
      >
        <Input value={id} inputMode="numeric" onChange={({ detail }) => setId(detail.value.trim())} />
      </FormField>
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          loading={busy}
          disabled={!/^\d{1,20}$/.test(id)}
          onClick={() => void resolve({ there: id }, 'It is linked to the one in QuickBooks')}
        >
          It is there
        </Button>
        <Button loading={busy} onClick={() => void resolve({ notThere: true }, 'It is posted anew')}>
          It is not there
        </Button>
      </SpaceBetween>
      <Box color="text-body-secondary">
        If it is not there, it is posted anew. So look for its number and its amount first.
      </Box>
    </SpaceBetween>
  )
}
