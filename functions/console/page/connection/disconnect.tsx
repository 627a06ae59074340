import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { Question } from '../shell/question.tsx'

/** Ends the connection, after asking. */
export function Disconnect({ onDone }: { onDone: () => Promise<void> }) {
  const api = useApi()
  const { say } = useShell()
  const { company } = useCompany()
  const attempt = useAttempt()
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)

  async function disconnect() {
    setBusy(true)
    await attempt(async () => {
      const path = pathOf(['companies', company.company, 'disconnect'])
      const { revoked } = await api.post<{ revoked: boolean }>(path)
      const text = revoked ? undefined : 'Intuit has not confirmed it, but nobody holds the tokens any more.'
      say({ type: 'success', header: 'QuickBooks is disconnected', ...(text && { text }) })
    })
    await onDone()
    setBusy(false)
    setAsking(false)
  }

  return (
    <>
      <Button onClick={() => setAsking(true)}>Disconnect</Button>
      {isAsking && (
        <Question
          header="Disconnect QuickBooks?"
          yes="Disconnect"
          isBusy={isBusy}
          onYes={() => void disconnect()}
          onNo={() => setAsking(false)}
        >
          Nothing is posted any more from now on. What the ERP sends is kept, and goes out when the same QuickBooks
          company is connected again; all that is linked stays linked.
        </Question>
      )}
    </>
  )
}
