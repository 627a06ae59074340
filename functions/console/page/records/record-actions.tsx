import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { RecordPath } from '../api/client.ts'
import type { Action, ErpRecord } from '../api/shapes.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { type RecordAct, recordActs } from './record-acts.ts'

const isAct = (action: Action | null | undefined, name: string): boolean =>
  action?.kind === 'record' && action.target === name

type Props = { path: RecordPath; record: ErpRecord; onDone: () => Promise<void> }

/** What a person may do with a record in its state. */
export function RecordActions({ path, record, onDone }: Props) {
  const api = useApi()
  const { say } = useShell()
  const { mayChange } = useCompany()
  const attempt = useAttempt()
  const [busy, setBusy] = useState<string>()
  if (!mayChange) return null

  async function act({ name, done }: RecordAct) {
    setBusy(name)
    const isDone = await attempt(async () => void (await api.post(path(name))))
    if (isDone) say({ type: 'success', header: done })
    await onDone()
    setBusy(undefined)
  }

  return (
    <SpaceBetween direction="horizontal" size="xs">
      {recordActs
        .filter(({ name }) => record.actions.some((action) => isAct(action, name)))
        .map((one) => (
          <Button
            key={one.name}
            // What the advice says.
            variant={isAct(record.reason?.action, one.name) ? 'primary' : 'normal'}
            loading={busy === one.name}
            onClick={() => void act(one)}
          >
            {one.label}
          </Button>
        ))}
    </SpaceBetween>
  )
}
