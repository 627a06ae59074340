import { Worker } from 'node:worker_threads'
import { Coverage, type Planned } from './coverage.ts'
import type { Report, Task } from './worker.ts'

export type Failure = Planned & { invariant: number; message: string }
export type Outcome = { runs: number; steps: number; failures: Failure[]; coverage: Coverage; seconds: number }

/** Seeds from one on. */
export const seedsFrom = (from: number, count: number): Planned[] =>
  Array.from({ length: count }, (_, index) => ({ seed: from + index, aims: [] }))

/** Runs seeds on several threads, and stops early if one failure is enough. */
export async function runSeeds(options: {
  runs: readonly Planned[]
  workers: number
  /** No seed is begun after that moment, in ms. */
  until?: number
  sabotage?: string | undefined
  isOneEnough?: boolean
  /** Ends the run once each worker is through with its seed. */
  signal?: AbortSignal
  onRun?: (outcome: Outcome) => void
}): Promise<Outcome> {
  const { runs, until = Number.POSITIVE_INFINITY, sabotage, isOneEnough = false } = options
  const workers = Math.min(options.workers, runs.length)
  const outcome: Outcome = { runs: 0, steps: 0, failures: [], coverage: new Coverage(), seconds: 0 }
  const startedAt = performance.now()

  await Promise.all(
    Array.from({ length: workers }, (_, own) => {
      const task: Task = { runs: runs.filter((_, index) => index % workers === own), until, sabotage }
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task })
      return new Promise<void>((resolve, reject) => {
        worker.on('message', (report: Report) => {
          if (report.is === 'met') {
            outcome.coverage.add(report.coverage)
            return
          }
          outcome.runs++
          outcome.steps += report.steps
          if (report.violation) outcome.failures.push({ ...report.planned, ...report.violation })
          options.onRun?.(outcome)
          // Another worker may be behind with a seed before this one; how early a defect falls need not be exact.
          if (isOneEnough && outcome.failures.length > 0) void worker.terminate()
        })
        options.signal?.addEventListener('abort', () => worker.postMessage('stop'))
        worker.on('error', reject)
        worker.on('exit', () => resolve())
      })
    }),
  )
  outcome.failures.sort((left, right) => left.seed - right.seed)
  outcome.seconds = (performance.now() - startedAt) / 1_000
  return outcome
}
