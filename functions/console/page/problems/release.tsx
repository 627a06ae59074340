import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { counted } from '../words/money.ts'

type Props = { cause: string; count: number; onDone: () => Promise<void> }

/** Lets everything go again that one cause holds back. */
export function Release({ cause, count, onDone }: Props) {
  const api = useApi()
  const { say } = useShell()
  const { company } = useCompany()
  const attempt = useAttempt()
  const [isBusy, setBusy] = useState(false)

  async function release() {
    setBusy(true)
    const isDone = await attempt(async () => {
      await api.post(pathOf(['companies', company.company, 'problems', 'release']), { cause })
    })
    const text = 'Whatever is not mended yet comes back here.'
    if (isDone) say({ type: 'success', header: `${counted(count, 'record is', 'records are')} tried again`, text })
    await onDone()
    setBusy(false)
  }

  return (
    <Button variant="primary" loading={isBusy} onClick={() => void release()}>
      {count === 1 ? 'Try it again' : `Try all ${count} again`}
    </Button>
  )
}
