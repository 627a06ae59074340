import { parentPort, workerData } from 'node:worker_threads'
import type { Plain, Planned } from './coverage.ts'
import { sabotage } from './sabotage.ts'

/** What one worker runs. */
export type Task = { runs: readonly Planned[]; until: number; sabotage: string | undefined }

export type Report =
  | { is: 'run'; planned: Planned; steps: number; violation: { invariant: number; message: string } | undefined }
  | { is: 'done'; coverage: Plain }

// Nobody reads the stacks of the refusals that the simulated services throw by the thousand.
Error.stackTraceLimit = 0

const { runs, until, sabotage: defect } = workerData as Task
if (defect !== undefined) sabotage(defect)
// Loaded only now, so that the defect is in it.
const { Coverage } = await import('./coverage.ts')
const { simulate } = await import('./simulation.ts')

const tell = (report: Report) => parentPort?.postMessage(report)
const coverage = new Coverage()
for (const planned of runs) {
  if (Date.now() > until) break
  const { steps, violation } = await simulate(planned, coverage)
  tell({
    is: 'run',
    planned,
    steps,
    violation: violation && { invariant: violation.invariant, message: violation.message },
  })
}
tell({ is: 'done', coverage: coverage.plain() })
