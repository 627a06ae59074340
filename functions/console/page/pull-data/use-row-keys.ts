import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { CatalogEntry } from '../api/shapes.ts'

type Acts = {
  ignore: (entry: CatalogEntry) => void
  search: (entry: CatalogEntry) => void
  /** Shows what would change, or no more. */
  compare: (entry: CatalogEntry) => void
  undo: () => void
}

/**
 * The keyboard in the list: the arrows move from row to row, always onto its first button, so that Enter syncs; letters do
 * the rest. After a row has left the list, the one that comes into its place is next.
 */
export function useRowKeys(items: readonly CatalogEntry[], acts: Acts) {
  const container = useRef<HTMLDivElement>(null)
  const [here, setHere] = useState<string>()
  /** The row to be at once it is drawn. */
  const [wanted, setWanted] = useState<string>()

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows come and go with the items
  useEffect(() => {
    if (wanted === undefined) return
    const button = container.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted)}"] button`)
    if (!button) return
    button.focus()
    button.scrollIntoView({ block: 'nearest' })
    setHere(wanted)
    setWanted(undefined)
  }, [wanted, items])

  // Another page, or another list, has come to where one was: one goes on at its top.
  useEffect(() => {
    const isLost = here !== undefined && document.activeElement === document.body
    const [first] = items
    if (isLost && first && !items.some(({ id }) => id === here)) setWanted(first.id)
  }, [items, here])

  function move(by: 1 | -1, from = here): void {
    const at = items.findIndex(({ id }) => id === from)
    const next = items[at === -1 ? 0 : at + by]
    if (next) setWanted(next.id)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { target, key } = event
    const isTyping = target instanceof HTMLInputElement
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping) return
    const row = (target instanceof HTMLElement && target.closest('tr')?.querySelector('[data-row]')) || undefined
    const entry = items.find(({ id }) => id === (row?.getAttribute('data-row') ?? here))
    if (key === 'ArrowDown') move(1, entry?.id)
    else if (key === 'ArrowUp') move(-1, entry?.id)
    else if (key === 'u') acts.undo()
    else if (key === '/' && entry) acts.search(entry)
    else if (key === 'd' && entry) acts.compare(entry)
    else if (key === 'i' && entry) {
      leave(entry.id)
      acts.ignore(entry)
    } else return
    event.preventDefault()
  }

  /** The row is about to leave the list. */
  function leave(id: string): void {
    const at = items.findIndex((entry) => entry.id === id)
    setWanted((items[at + 1] ?? items[at - 1])?.id)
  }

  return { container, here, onKeyDown, leave, focus: setWanted }
}
