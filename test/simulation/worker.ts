import { parentPort, workerData } from 'node:worker_threads'
import type { Plain, Planned } from './coverage.ts'
import { sabotage } from './sabotage.ts'

/** What one worker runs. */
export type Task = { runs: readonly Planned[]; until: number; sabotage: string | undefined }

export type Report =
  | { is: 'run'; planned: Planned; steps: number; violation: { invariant: number; message: string } | undefined }
  /** What was met since the last report of it. */
  | { is: 'met'; coverage: Plain }

/** What is met is told after so many seeds, so that whoever ends a run from outside hears of it. */
const TOLD_EVERY_SEEDS = 20

// Nobody reads the stacks of the refusals that the simulated services throw by the thousand.
Error.stackTraceLimit = 0

const { runs, until, sabotage: defect } = workerData as Task
if (defect !== undefined) sabotage(defect)
// Loaded only now, so that the defect is in it.
const { Coverage } = await import('./coverage.ts')
const { simulate } = await import('./simulation.ts')

const tell = (report: Report) => parentPort?.postMessage(report)
let coverage = new Coverage()
const tellMet = () => {
  tell({ is: 'met', coverage: coverage.plain() })
  coverage = new Coverage()
}
let isStopped = false
// Whatever is said to a worker means that it is to stop, once its seed is through.
parentPort?.once('message', () => {
  isStopped = true
})
for (const [index, planned] of runs.entries()) {
  if (isStopped || Date.now() > until) break
  const { steps, violation } = await simulate(planned, coverage)
  if (index % TOLD_EVERY_SEEDS === 0) tellMet()
  tell({
    is: 'run',
    planned,
    steps,
    violation: violation && { invariant: violation.invariant, message: violation.message },
  })
}
tellMet()
parentPort?.close()
