import { useEffect, useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { CatalogEntry, PullType } from '../api/shapes.ts'
import { usePages } from '../api/use-answer.ts'
import { useCompany } from '../shell/context.ts'
import { useTyped } from './use-typed.ts'

const PAGE = 50

/**
 * What was pulled, narrowed to a status and a name. It begins with what is suggested; where nothing is, with the others.
 *
 * @param changes rises with each pull that has ended, and each link made beside the list: then it is read again
 */
export function useCatalog(type: PullType, changes: number) {
  const { company } = useCompany()
  const [chosenStatus, setStatus] = useState<CatalogEntry['status']>()
  const [isWithout, setWithout] = useState(false)
  const [text, setText] = useState('')
  const q = useTyped(text)
  const status = chosenStatus ?? (isWithout ? 'unmatched' : 'suggested')
  const pages = usePages<CatalogEntry>((cursor) =>
    pathOf(['companies', company.company, 'catalog'], { type, status, q, limit: PAGE, cursor }),
  )

  const isEmpty = !pages.isLoading && pages.error === undefined && pages.items.length === 0
  useEffect(() => {
    if (isEmpty && q === '') setWithout(true)
  }, [isEmpty, q])

  // A page from which the last row has left makes room for the rows that follow.
  const isUsedUp = isEmpty && pages.known > 1
  // biome-ignore lint/correctness/useExhaustiveDependencies: reload is new each time
  useEffect(() => {
    if (isUsedUp) pages.reload()
  }, [isUsedUp])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change sets it going
  useEffect(() => {
    if (changes === 0) return
    setWithout(false)
    pages.reload()
  }, [changes])

  return { pages, status, setStatus, text, setText }
}
