import { deepStrictEqual, strictEqual } from 'node:assert'
import * as z from 'zod/mini'
import { elementTexts, parseJson } from '../../shared/lib/json.ts'
import type { Door } from './door.ts'

/** What became of an input. */
export type Fate = 'record' | 'record with a reason' | 'refused event' | 'bad request' | 'answer'

const Shown = z.object({
  state: z.string(),
  deleted: z.boolean(),
  reason: z.nullable(z.object({ code: z.string(), message: z.string(), next: z.string() })),
  content: z.nullable(z.record(z.string(), z.unknown())),
})
const Accepted = z.object({
  results: z.array(z.object({ status: z.enum(['queued', 'refused']), code: z.optional(z.string()) })),
})

/** Whatever is put onto the feed's queue is taken as a record, or kept whole with a reason; it never comes again. */
export async function onTheQueue(door: Door, body: string): Promise<Fate> {
  await door.fresh()
  return takenOnce(door, body)
}

/** Whatever is posted is answered for each event by itself, or is no JSON; what is queued is taken, the rest kept whole. */
export async function overHttp(door: Door, body: string | Uint8Array): Promise<Fate[]> {
  await door.fresh()
  // Half a pair of code units cannot be said in UTF-8.
  const sent = typeof body === 'string' ? body.toWellFormed() : body
  const answer = await door.request('POST', '/companies/acme/changes', '', sent)
  if (answer.statusCode === 400) {
    strictEqual(isListOfEvents(sent), false, `a list of events was refused as a whole: ${answer.body}`)
    refusesShortly(JSON.parse(answer.body))
    return ['bad request']
  }
  strictEqual(answer.statusCode, 202, answer.body)
  const { results } = z.parse(Accepted, JSON.parse(answer.body))
  const text = typeof sent === 'string' ? sent : new TextDecoder().decode(sent)
  // A batch of CloudEvents is the list alone.
  const events = elementTexts(text.trimStart().startsWith('[') ? `{"events":${text}}` : text, 'events') ?? []
  strictEqual(results.length, events.length)
  const queued = door.queued()
  strictEqual(queued.length, results.filter(({ status }) => status === 'queued').length)

  const refused = events.filter((_, index) => results[index]?.status === 'refused')
  const kept = await door.refused('acme')
  deepStrictEqual(kept.map((event) => event.body).toSorted(), refused.toSorted())
  kept.forEach(refusesShortly)
  const fates: Fate[] = refused.map(() => 'refused event')
  for (const one of queued) fates.push(await onTheQueue(door, one))
  return fates
}

/** Whatever is asked for is answered, if only with what is wrong with the question. */
export async function askedFor(door: Door, { path, query }: { path: string; query: string }): Promise<Fate> {
  await door.fresh()
  const { statusCode, body } = await door.request('GET', `/companies/acme${path}`, query)
  strictEqual(statusCode < 500, true, body)
  return statusCode < 400 ? 'answer' : 'bad request'
}

async function takenOnce(door: Door, body: string): Promise<Fate> {
  deepStrictEqual(await door.deliver(body), [], 'it would come again')
  const [, company = 'acme'] = /"company"\s*:\s*"([a-z0-9][a-z0-9-]{0,62})"/.exec(body) ?? []
  const kept = await door.refused(company)
  const keys = door.records()
  strictEqual(kept.length + keys.length, 1, `it is kept ${kept.length} times and stored ${keys.length} times`)
  const [event] = kept
  if (event) {
    strictEqual(event.body, body, 'its bytes are others')
    refusesShortly(event)
    return 'refused event'
  }
  return storedWhole(door, body)
}

/** A record is shown with all that the ERP said of it, and says why it is held if it is. */
async function storedWhole(door: Door, body: string): Promise<Fate> {
  const { subject, data } = z.parse(
    z.object({ subject: z.string(), data: z.object({ record: z.optional(z.unknown()) }) }),
    parseJson(body),
  )
  const slash = subject.indexOf('/')
  const [kind, id] = [subject.slice(0, slash), subject.slice(slash + 1)]
  const query = new URLSearchParams({ id }).toString()
  const answer = await door.request('GET', `/companies/acme/records/${kind}/-`, query)
  strictEqual(answer.statusCode, 200, answer.body)
  const { state, reason, content, deleted } = z.parse(Shown, JSON.parse(answer.body))
  for (const list of ['records', 'problems', 'status']) {
    const { statusCode, body: said } = await door.request('GET', `/companies/acme/${list}`)
    strictEqual(statusCode, 200, said)
  }
  if (deleted || reason?.code === 'not_connected' || reason?.code === 'tied_only') return 'record'
  strictEqual(state, 'held')
  refusesShortly(reason)
  const said: unknown = JSON.parse(JSON.stringify(data.record ?? null))
  if (typeof said === 'object' && said !== null && !Array.isArray(said)) deepStrictEqual(content, said)
  return 'record with a reason'
}

/** So long a reason may be: enough for words and for a quotation, and not for what was sent. */
const REASON_MAX = 400

function refusesShortly(reason: unknown): void {
  const texts = z.parse(z.catchall(z.object({ code: z.string() }), z.unknown()), reason)
  const { code, message = '', detail = '', field = '' } = texts
  strictEqual(/^[\w.-]+$/.test(code), true, code)
  strictEqual(`${message}${detail}`.length > 0, true)
  for (const said of [message, detail, field]) strictEqual(String(said).length <= REASON_MAX, true, String(said))
}

function isListOfEvents(body: string | Uint8Array): boolean {
  try {
    const text =
      typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    const { events } = Object(JSON.parse(text))
    elementTexts(text, 'events')
    return Array.isArray(events)
  } catch {
    return false
  }
}
