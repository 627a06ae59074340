import type { Job } from '../../shared/aws/jobs.ts'
import { ApiProblem } from '../problem.ts'
import type { Call } from './route.ts'
import type { World } from './world.ts'

type Wanted = Pick<Job, 'what' | 'slots' | 'input' | 'progress'> & { id?: string; total?: number }

/** Queues a job for a company that is connected, notes who began it, and asks for it to be done. */
export async function queueJob(world: World, { company, caller }: Call, wanted: Wanted): Promise<Job> {
  const { status, epoch } = await world.writer.read(company)
  if (status !== 'connected') {
    const detail = 'Connect QuickBooks in QuickBooks Settings first; then pull its lists.'
    throw new ApiProblem(409, 'not-connected', 'QuickBooks is not connected', detail)
  }
  const { id = world.newId(), total = 0, what, slots, input, progress } = wanted
  const startedAt = new Date(world.now()).toISOString()
  const job: Job = {
    ...{ id, company, what, epoch, by: caller.id, slots, input, progress, startedAt },
    ...{ state: 'queued', total, done: 0, tries: 0 },
  }
  const busy = await world.jobs.queue(job)
  if (busy) {
    const detail = 'One runs at a time. Wait for the one that is under way, and look at its progress.'
    const kind = what === 'pull' ? 'pull' : 'batch'
    throw new ApiProblem(409, `${kind}-running`, 'This is being done already', detail, { [kind]: busy.busyWith })
  }
  await world.activity.append({ company, at: startedAt, by: caller.id, what: `${what}-started`, detail: { id, input } })
  await world.askForJobs(company)
  return job
}
