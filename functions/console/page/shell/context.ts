import { createContext, useCallback, useContext } from 'react'
import type { PageConfig } from '../../answer.ts'
import { type Api, asApiError } from '../api/client.ts'
import type { Company, Member } from '../api/shapes.ts'
import type { Person } from '../sign-in/session.ts'

/** A message at the top of the page. */
export type Message = {
  type: 'success' | 'error' | 'info' | 'warning'
  header: string
  text?: string
  requestId?: string | undefined
  action?: { label: string; act: () => void }
}

type Shell = { api: Api; config: PageConfig; person: Person; say: (message: Message) => void }

export const ShellContext = createContext<Shell | undefined>(undefined)

/** The company that the page shows, and what its members may do. */
export type CompanyHere = {
  company: Company
  members: readonly Member[]
  mayChange: boolean
  /** Reads again what decides how the company is shown. */
  reloadDetail: () => Promise<void>
  reloadMembers: () => Promise<void>
}

export const CompanyContext = createContext<CompanyHere | undefined>(undefined)

export const useShell = (): Shell => needed(useContext(ShellContext))
export const useApi = (): Api => useShell().api
export const useCompany = (): CompanyHere => needed(useContext(CompanyContext))

/** Does something that may fail; what went wrong is said at the top of the page. Gives whether it went well. */
export function useAttempt(): (act: () => Promise<void>) => Promise<boolean> {
  const { say } = useShell()
  return useCallback(
    async (act) => {
      try {
        await act()
        return true
      } catch (reason) {
        const { title, message, requestId } = asApiError(reason)
        say({ type: 'error', header: title, text: message, requestId })
        return false
      }
    },
    [say],
  )
}

function needed<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('this part of the page is used outside of its frame')
  return value
}
