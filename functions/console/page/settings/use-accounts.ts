import { useEffect, useState } from 'react'
import { asApiError, pathOf } from '../api/client.ts'
import type { CatalogEntry, Page } from '../api/shapes.ts'
import { useApi, useCompany } from '../shell/context.ts'

export type Account = { id: string; name: string; type: string; subType: string; number: string }

/** A chart of accounts has some hundreds; more than these would not help anybody to choose. */
const ACCOUNTS_MAX = 2_000
const PAGE = 200

/** The chart of accounts as it was pulled; undefined until it is known. */
export function useAccounts(): {
  accounts: readonly Account[] | undefined
  failure: string | undefined
  reload: () => void
} {
  const api = useApi()
  const { company } = useCompany()
  const [accounts, setAccounts] = useState<readonly Account[]>()
  const [failure, setFailure] = useState<string>()
  const [asked, setAsked] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` asks again
  useEffect(() => {
    let isWanted = true
    const read = async () => {
      const found: Account[] = []
      let cursor: string | undefined
      do {
        const query = { type: 'account', limit: PAGE, cursor }
        const page = await api.get<Page<CatalogEntry>>(pathOf(['companies', company.company, 'catalog'], query))
        found.push(...page.items.filter(({ active }) => active).map(accountOf))
        cursor = page.next ?? undefined
      } while (cursor && found.length < ACCOUNTS_MAX)
      return found.sort((one, other) => one.name.localeCompare(other.name))
    }
    read().then(
      (found) => isWanted && setAccounts(found),
      (reason) => isWanted && setFailure(asApiError(reason).message),
    )
    return () => {
      isWanted = false
    }
  }, [api, company.company, asked])

  return { accounts, failure, reload: () => setAsked((count) => count + 1) }
}

function accountOf({ id, name, detail }: CatalogEntry): Account {
  const text = (field: string) => (typeof detail[field] === 'string' ? detail[field] : '')
  return { id, name, type: text('type'), subType: text('subType'), number: text('number') }
}
