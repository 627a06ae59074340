import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import type { AccountUse } from '../../../../shared/sync/default-accounts.ts'
import { useBatch } from '../pull-data/use-batch.ts'
import { useAttempt, useShell } from '../shell/context.ts'

/** Where QuickBooks has no account that suits: makes one there, of the right type. */
export function CreateAccount({ use, name, onDone }: { use: AccountUse; name: string; onDone: () => void }) {
  const { say } = useShell()
  const attempt = useAttempt()
  const { run } = useBatch()
  const [isBusy, setBusy] = useState(false)

  async function create() {
    setBusy(true)
    const isDone = await attempt(async () => void (await run(['accounts'], { use })))
    if (isDone) {
      say({ type: 'success', header: `QuickBooks has an account for ${name} now`, text: 'Choose it below.' })
      onDone()
    }
    setBusy(false)
  }

  return (
    <Button loading={isBusy} onClick={() => void create()}>
      Create an account for {name} in QuickBooks
    </Button>
  )
}
