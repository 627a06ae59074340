import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import { useApi, useAttempt, useCompany } from '../shell/context.ts'
import { rememberPlace } from './landing.ts'

/** Leads to Intuit's consent page, and back to where one was. */
export function useConnect() {
  const api = useApi()
  const { company } = useCompany()
  const attempt = useAttempt()
  const [isLeaving, setLeaving] = useState(false)

  async function connect(wish: { confirmRealmChange?: true } = {}): Promise<void> {
    setLeaving(true)
    const isBegun = await attempt(async () => {
      const path = pathOf(['companies', company.company, 'connect'])
      const { authorizeUrl } = await api.post<{ authorizeUrl: string }>(path, wish)
      rememberPlace()
      location.assign(authorizeUrl)
    })
    if (!isBegun) setLeaving(false)
  }

  return { isLeaving, connect }
}
