import { Worker } from 'node:worker_threads'
import { Coverage } from './coverage.ts'
import type { Report, Task } from './worker.ts'

export type Failure = { seed: number; invariant: number; message: string }
export type Outcome = { runs: number; steps: number; failures: Failure[]; coverage: Coverage; seconds: number }

/** Runs seeds on several threads, and stops early if one failure is enough. */
export async function runSeeds(options: {
  from: number
  seeds: number
  workers: number
  sabotage?: string | undefined
  isOneEnough: boolean
  onRun?: (runs: number, failures: readonly Failure[]) => void
}): Promise<Outcome> {
  const { from, seeds, sabotage, isOneEnough } = options
  const step = Math.min(options.workers, seeds)
  const outcome: Outcome = { runs: 0, steps: 0, failures: [], coverage: new Coverage(), seconds: 0 }
  const startedAt = performance.now()

  await Promise.all(
    Array.from({ length: step }, (_, index) => {
      const count = Math.ceil((seeds - index) / step)
      const task: Task = { first: from + index, step, count, sabotage }
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task })
      return new Promise<void>((resolve, reject) => {
        worker.on('message', (report: Report) => {
          if (report.is === 'done') {
            outcome.coverage.add(report.coverage)
            return
          }
          outcome.runs++
          outcome.steps += report.steps
          if (report.violation) outcome.failures.push({ seed: report.seed, ...report.violation })
          options.onRun?.(outcome.runs, outcome.failures)
          // Another worker may be behind with a seed before this one; how early a defect falls need not be exact.
          if (isOneEnough && outcome.failures.length > 0) void worker.terminate()
        })
        worker.on('error', reject)
        worker.on('exit', () => resolve())
      })
    }),
  )
  outcome.failures.sort((left, right) => left.seed - right.seed)
  outcome.seconds = (performance.now() - startedAt) / 1_000
  return outcome
}
