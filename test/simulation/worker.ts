import { parentPort, workerData } from 'node:worker_threads'
import type { Plain } from './coverage.ts'
import { sabotage } from './sabotage.ts'

/** Which seeds a worker runs: every so many from a first one on. */
export type Task = { first: number; step: number; count: number; sabotage: string | undefined }

export type Report =
  | { is: 'run'; seed: number; steps: number; violation: { invariant: number; message: string } | undefined }
  | { is: 'done'; coverage: Plain }

// Nobody reads the stacks of the refusals that the simulated services throw by the thousand.
Error.stackTraceLimit = 0

const { first, step, count, sabotage: defect } = workerData as Task
if (defect !== undefined) sabotage(defect)
// Loaded only now, so that the defect is in it.
const { Coverage } = await import('./coverage.ts')
const { simulate } = await import('./simulation.ts')

const tell = (report: Report) => parentPort?.postMessage(report)
const coverage = new Coverage()
for (let index = 0; index < count; index++) {
  const { seed, steps, violation } = await simulate(first + index * step, coverage)
  tell({
    is: 'run',
    seed,
    steps,
    violation: violation && { invariant: violation.invariant, message: violation.message },
  })
}
tell({ is: 'done', coverage: coverage.plain() })
