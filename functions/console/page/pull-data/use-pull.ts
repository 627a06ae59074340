import { useEffect, useRef, useState } from 'react'
import { ApiError, pathOf } from '../api/client.ts'
import type { Page, Pull, PullType } from '../api/shapes.ts'
import { useApi, useAttempt, useCompany } from '../shell/context.ts'
import { isUnderWay, pause, useBatch } from './use-batch.ts'

/** Of the pulls of late so many are looked at for one that is under way. */
const LOOKED_AT = 20

/** Runs a full sync of a list, and follows it until the suggestions are there; also one that somebody else has begun. */
export function usePull(type: PullType | 'tax-code' | 'all', onDone: () => void) {
  const api = useApi()
  const { company } = useCompany()
  const attempt = useAttempt()
  const { matched } = useBatch()
  const [pull, setPull] = useState<Pull>()
  const [isMatching, setMatching] = useState(false)
  const isLookedAt = useRef(false)
  const base = ['companies', company.company, 'pulls']

  async function begin(): Promise<Pull> {
    try {
      return await api.post<Pull>(pathOf(base), { type })
    } catch (error) {
      // Somebody else was quicker: then theirs is followed.
      const id = error instanceof ApiError && error.code === 'pull-running' ? error.problem['pull'] : undefined
      if (typeof id !== 'string') throw error
      return api.get<Pull>(pathOf([...base, id]))
    }
  }

  async function follow(begun: Pull): Promise<void> {
    let now = begun
    setPull(now)
    while (isUnderWay(now)) {
      await pause()
      if (!isLookedAt.current) return
      now = await api.get<Pull>(pathOf([...base, now.id]))
      setPull(now)
    }
    if (now.state === 'failed') return
    setMatching(true)
    await matched().finally(() => setMatching(false))
    onDone()
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when one comes here
  useEffect(() => {
    isLookedAt.current = true
    void attempt(async () => {
      const { items } = await api.get<Page<Pull>>(pathOf(base, { limit: LOOKED_AT }))
      const running = items.find((one) => isUnderWay(one) && (one.type === type || one.type === 'all'))
      if (running) await follow(running)
    })
    return () => {
      isLookedAt.current = false
    }
  }, [])

  return {
    pull,
    isRunning: pull !== undefined && isUnderWay(pull),
    /** The suggestions are on their way. */
    isMatching,
    start: () => attempt(async () => follow(await begin())),
  }
}
