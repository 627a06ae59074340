import { beforeEach, describe, expect, it } from 'vitest'
import { type Job, jobStore, type Slot } from '../../../shared/aws/jobs.ts'
import { MemoryDynamoDB } from '../../simulation/memory/dynamodb.ts'

const job = (id: string, slots: Slot[]): Job => ({
  ...{ id, company: 'acme', what: 'pull', epoch: 1, by: 'local', slots, input: {}, progress: {} },
  ...{ state: 'queued', total: 0, done: 0, tries: 0, startedAt: '2026-11-20T00:00:00Z' },
})

let jobs: ReturnType<typeof jobStore>
beforeEach(() => {
  jobs = jobStore(new MemoryDynamoDB().client(), 'catalog')
})

describe('a job', () => {
  it('waits for no other at something else, and is told which one is at the same', async () => {
    expect(await jobs.queue(job('a', ['customer']))).toBeUndefined()
    expect(await jobs.queue(job('b', ['vendor']))).toBeUndefined()
    expect(await jobs.queue(job('c', ['item', 'vendor']))).toEqual({ busyWith: 'b' })
  })

  it('is queued as soon as the others have ended, although their slots are not free yet', async () => {
    for (const [id, slot] of [
      ['a', 'customer'],
      ['b', 'vendor'],
    ] as const) {
      await jobs.queue(job(id, [slot]))
      await jobs.note(job(id, [slot]), { state: 'done', endedAt: '2026-11-20T00:00:01Z' })
    }

    expect(await jobs.queue(job('c', ['customer', 'vendor', 'item']))).toBeUndefined()
    // What ended before leaves the slots late, and takes them from nobody.
    await jobs.free('acme', 'customer', 'a')
    expect(await jobs.queue(job('d', ['customer']))).toEqual({ busyWith: 'c' })
  })
})
