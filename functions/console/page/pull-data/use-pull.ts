import { useState } from 'react'
import { ApiError, pathOf } from '../api/client.ts'
import type { Pull, PullType } from '../api/shapes.ts'
import { useApi, useAttempt, useCompany } from '../shell/context.ts'
import { isUnderWay, pause, useBatch } from './use-batch.ts'

/** Runs a full sync of a list, and follows it until the suggestions are there. */
export function usePull(type: PullType | 'all', onDone: () => void) {
  const api = useApi()
  const { company } = useCompany()
  const attempt = useAttempt()
  const { matched } = useBatch()
  const [pull, setPull] = useState<Pull>()
  const [isMatching, setMatching] = useState(false)
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

  async function run(): Promise<void> {
    let now = await begin()
    setPull(now)
    while (isUnderWay(now)) {
      await pause()
      now = await api.get<Pull>(pathOf([...base, now.id]))
      setPull(now)
    }
    if (now.state === 'failed') return
    setMatching(true)
    await matched().finally(() => setMatching(false))
    onDone()
  }

  return {
    pull,
    isRunning: pull !== undefined && isUnderWay(pull),
    /** The suggestions are on their way. */
    isMatching,
    start: () => attempt(run),
  }
}
