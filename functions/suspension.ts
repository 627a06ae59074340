import type { ActivityLog } from '../shared/aws/activity.ts'
import type { Writer, WriterStore } from '../shared/aws/writer.ts'
import type { Log } from '../shared/lib/log.ts'
import { type Suspension, type SuspensionCode, suspensionFrom } from '../shared/sync/suspension.ts'

/** What it takes to note that a company stands still, and that it goes on. */
export type SuspensionWorld = {
  now: () => number
  writer: Pick<WriterStore, 'suspend' | 'goOn'>
  activity: Pick<ActivityLog, 'append'>
  log: Log
}

type Standing = Pick<Writer, 'epoch' | 'suspension'>

/** Notes what keeps a company from QuickBooks; a new one is told to an operator and stands in the company's activity. */
export async function suspend(
  world: SuspensionWorld,
  company: string,
  { epoch, suspension: before }: Standing,
  code: SuspensionCode,
  type?: string,
): Promise<Suspension> {
  const next = suspensionFrom(code, world.now(), before, type)
  const isNoted = await world.writer.suspend(company, epoch, next)
  if (isNoted && before?.code !== code) {
    world.log('warn', 'a company is kept from QuickBooks', { company, code })
    await world.activity.append({ company, at: next.since, by: 'system', what: 'suspension', detail: { code } })
  }
  return next
}

/** Notes that it is over. */
export async function goOn(world: SuspensionWorld, company: string, { code }: Suspension): Promise<void> {
  if (!(await world.writer.goOn(company, code))) return
  world.log('info', 'a company goes on', { company, code })
  const at = new Date(world.now()).toISOString()
  await world.activity.append({ company, at, by: 'system', what: 'suspension-over', detail: { code } })
}
