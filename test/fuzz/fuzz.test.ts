import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { type Door, openDoor } from './door.ts'
import { bodies, inputs, paths } from './inputs.ts'
import { askedFor, onTheQueue, overHttp } from './promise.ts'

/** The same inputs in every run, and few enough for the suite; `npm run fuzz` tries as many others as one likes. */
const known = { seed: 1, numRuns: 400 }

let door: Door
beforeAll(async () => {
  door = await openDoor()
})

it('takes whatever lies on the queue, or keeps it whole with a reason', async () => {
  await fc.assert(
    fc.asyncProperty(inputs, async (body) => void (await onTheQueue(door, body))),
    known,
  )
})

it('answers each event of whatever is posted, and loses none', async () => {
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => void (await overHttp(door, body))),
    known,
  )
})

it('answers whatever is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(paths, async (path) => void (await askedFor(door, path))),
    known,
  )
})

it('meets every fate that an input can have', async () => {
  const fates = new Set<string>()
  for (const body of fc.sample(inputs, known)) fates.add(await onTheQueue(door, body))
  expect([...fates].sort()).toEqual(['record', 'record with a reason', 'refused event'])
})

const anEvent = JSON.stringify({
  ...{ specversion: '1.0', id: 'e1', source: 's', type: 'cetec.part.deleted', subject: 'part/1', company: 'acme' },
  data: { version: 1 },
})

it.each([
  ['with a byte order mark', `\ufeff{"events":[${anEvent}]}`, 'application/json'],
  ['as a batch of CloudEvents', `[${anEvent}]`, 'application/cloudevents-batch+json; charset=utf-8'],
])('takes what is posted %s', async (_, body, type) => {
  await door.fresh()
  const sent = new TextEncoder().encode(body)
  const answer = await door.request('POST', '/companies/acme/changes', '', sent, type)
  expect(answer).toMatchObject({ statusCode: 202 })
  expect(door.queued()).toHaveLength(1)
})
