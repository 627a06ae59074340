import { useCallback, useEffect, useRef, useState } from 'react'
import { useApi } from '../shell/context.ts'
import { type ApiError, asApiError } from './client.ts'
import type { Page } from './shapes.ts'

export type Asked<Answer> = {
  data: Answer | undefined
  error: ApiError | undefined
  isLoading: boolean
  reload: () => Promise<void>
}

/** What the API answers to a GET, asked again every so many milliseconds while the page is looked at. */
export function useAnswer<Answer>(path: string | undefined, { everyMs }: { everyMs?: number } = {}): Asked<Answer> {
  const api = useApi()
  const [found, setFound] = useState<{ path?: string; data?: Answer; error?: ApiError }>({})
  const newest = useRef(0)

  const reload = useCallback(async () => {
    if (path === undefined) return
    newest.current += 1
    const mine = newest.current
    const [result] = await Promise.allSettled([api.get<Answer>(path)])
    // An answer that was overtaken by a later question tells of the past.
    if (mine !== newest.current) return
    if (result.status === 'fulfilled') setFound({ path, data: result.value })
    else setFound((before) => ({ ...(before.path === path && before), path, error: asApiError(result.reason) }))
  }, [api, path])

  useEffect(() => {
    void reload()
    if (!everyMs) return undefined
    const timer = setInterval(() => document.visibilityState === 'visible' && void reload(), everyMs)
    return () => clearInterval(timer)
  }, [reload, everyMs])

  const isThis = found.path === path
  return {
    data: isThis ? found.data : undefined,
    error: isThis ? found.error : undefined,
    isLoading: path !== undefined && !isThis,
    reload,
  }
}

export type Pages<Item> = {
  /** The page that is shown, however long the list is. */
  items: readonly Item[]
  /** From 1 on. */
  number: number
  /** How many pages are known to be there, and whether more follow. */
  known: number
  isOpenEnded: boolean
  isLoading: boolean
  error: ApiError | undefined
  go: (number: number) => void
  /** Reads the first page again. */
  reload: () => void
  /** Shows it otherwise, or leaves it out, until the page is read again. */
  change: (act: (items: readonly Item[]) => readonly Item[]) => void
}

type List<Item> = { of?: string; items: readonly Item[]; error?: ApiError; number: number }

/** A list that the API answers page by page; `pathAt` makes the path of the page at a cursor. */
export function usePages<Item>(pathAt: (cursor: string | undefined) => string): Pages<Item> {
  const api = useApi()
  const first = pathAt(undefined)
  const [list, setList] = useState<List<Item>>({ items: [], number: 1 })
  /** Where each page begins, as far as they have been seen. */
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined])
  const [isLoading, setLoading] = useState(true)
  const newest = useRef(0)

  async function load(number: number, known: readonly (string | undefined)[]): Promise<void> {
    newest.current += 1
    const mine = newest.current
    setLoading(true)
    const [result] = await Promise.allSettled([api.get<Page<Item>>(pathAt(known[number - 1]))])
    if (mine !== newest.current) return
    setLoading(false)
    if (result.status === 'rejected') {
      setList((before) => ({ ...before, of: first, error: asApiError(result.reason) }))
      return
    }
    const { items, next } = result.value
    setList({ of: first, items, number })
    setCursors([...known.slice(0, number), ...(next === null ? [] : [next])])
  }

  // The path stands for everything that it is made of.
  // biome-ignore lint/correctness/useExhaustiveDependencies: load is new each time
  useEffect(() => {
    void load(1, [undefined])
  }, [first])

  const isThis = list.of === first
  return {
    items: isThis ? list.items : [],
    number: list.number,
    known: cursors.length,
    isOpenEnded: cursors.length > list.number,
    isLoading: isLoading || !isThis,
    error: isThis ? list.error : undefined,
    go: (number) => void load(number, cursors),
    reload: () => void load(1, [undefined]),
    change: (act) => setList((before) => ({ ...before, items: act(before.items) })),
  }
}
