import { type ReactNode, useEffect, useRef } from 'react'
import { useRoute } from '../shell/route.ts'

/** Whether an advice has led to one of these settings, by its path: `tax`, `defaultAccounts.asset`. */
export function useIsWanted(...paths: readonly string[]): boolean {
  const wanted = useRoute().query.get('at')
  return wanted !== null && paths.some((path) => wanted === path || wanted.startsWith(`${path}.`))
}

/** One setting; where an advice has led to it, it comes into view and is marked. */
export function Setting({ path, children }: { path: string; children: ReactNode }) {
  const isWanted = useIsWanted(path)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isWanted) place.current?.scrollIntoView({ block: 'center' })
  }, [isWanted])
  return (
    <div ref={place} data-setting={path} className={isWanted ? 'wanted' : undefined}>
      {children}
    </div>
  )
}
