import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { CatalogEntry } from '../api/shapes.ts'
import type { Pages } from '../api/use-answer.ts'
import { useApi, useAttempt, useCompany } from '../shell/context.ts'
import { keyName } from '../words/kinds.ts'

type Act = 'link' | 'unlink' | 'ignore' | 'restore'
/** What takes an act back. */
const reverse: Record<Act, Act> = { link: 'unlink', unlink: 'link', ignore: 'restore', restore: 'ignore' }

export type Done = { text: string; undo: () => Promise<void> }

/** Sync, Ignore and their reverses; the row leaves the list, and the last one can be taken back. */
export function useLinking(pages: Pages<CatalogEntry>) {
  const api = useApi()
  const { company } = useCompany()
  const attempt = useAttempt()
  const [done, setDone] = useState<readonly Done[]>([])
  const [busy, setBusy] = useState<string>()

  const post = (entry: CatalogEntry, act: Act, key: string | null) =>
    api.post(
      pathOf(['companies', company.company, 'catalog', entry.type, entry.id, act]),
      act === 'link' && key !== null ? { key } : {},
    )

  async function act(entry: CatalogEntry, what: Act, key: string | null): Promise<boolean> {
    setBusy(entry.id)
    const isDone = await attempt(async () => {
      await post(entry, what, key)
      pages.change((items) => items.filter(({ id }) => id !== entry.id))
      const undo = async () => {
        await attempt(async () => {
          await post(entry, reverse[what], key)
          // Where it was is not worth a reading of the whole list: it comes first, where one sees it.
          pages.change((items) => [entry, ...items])
          setDone((before) => before.slice(1))
        })
      }
      setDone((before) => [{ text: sentence(entry, what, key), undo }, ...before])
    })
    setBusy(undefined)
    return isDone
  }

  return { act, last: done[0], busy }
}

function sentence({ name }: CatalogEntry, what: Act, key: string | null): string {
  if (what === 'link') return `“${name}” is linked to ${keyName(key ?? '')}`
  if (what === 'unlink') return `“${name}” is no longer linked`
  return what === 'ignore' ? `“${name}” is ignored` : `“${name}” is in the list again`
}
