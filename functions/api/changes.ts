import { type Change, readChange } from '../../shared/erp/change-event.ts'
import { beginning } from '../../shared/lib/beginning.ts'
import { elementTexts, parseJson } from '../../shared/lib/json.ts'
import { Refusal } from '../../shared/lib/refusal.ts'
import { read } from '../../shared/lib/schema.ts'
import { ChangesPost } from './shapes.ts'
import type { World } from './world.ts'

/** SQS takes no larger message. */
const EVENT_BYTES_MAX = 1_048_576

type Result = { id: string; status: 'queued' | 'refused'; code?: string; message?: string; field?: string }
type Judged = { id: string; text: string; refusal?: Refusal; flaw?: Change['flaw'] }

/**
 * The events of a request, each as it stands there: in the list `events`, or in a batch of CloudEvents, which is the list alone.
 *
 * @throws Refusal if the body is no JSON, or no list of events; what an event holds is judged with the event
 */
export function eventsIn(sent: string): string[] {
  const body = sent.trimStart().startsWith('[') ? `{"events":${sent}}` : sent
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new Refusal('E_JSON', '', 'the body is not JSON')
  }
  const { events } = read(ChangesPost, value)
  return elementTexts(body, 'events') ?? events.map((event) => JSON.stringify(event))
}

/**
 * Takes change events onto the feed, each by itself: one that cannot be read is answered with its reason, and kept with
 * it, while the others go on. One whose record will be held says so.
 */
export async function takeChanges(world: World, company: string, events: readonly string[]) {
  const judged = events.map((text, index) => judge(text, index, company, world.now()))
  const good = judged.filter(({ refusal }) => !refusal)
  const unsent = new Set((await world.sendChanges(good.map(({ text }) => sendable(text)))).map((index) => good[index]))

  const results: Result[] = []
  for (const one of judged) {
    const { id, text, refusal, flaw } = one
    if (refusal) {
      const { code, field, message } = refusal
      const at = new Date(world.now()).toISOString()
      await world.refusedEvents.keep({ id: world.newId(), company, at, code, field, message, body: text })
      results.push({ id, status: 'refused', code, message, field })
    } else if (unsent.has(one)) {
      results.push({ id, status: 'refused', code: 'E_QUEUE', message: 'the queue did not take it; send it again' })
    } else if (flaw) {
      const { code, field, message } = flaw
      results.push({
        id,
        status: 'queued',
        code,
        message: `its record is held: ${message}`,
        field: `/data/record${field}`,
      })
    } else results.push({ id, status: 'queued' })
  }
  return { accepted: results.filter(({ status }) => status === 'queued').length, results }
}

function judge(text: string, index: number, company: string, now: number): Judged {
  const id = idOf(JSON.parse(text), index)
  try {
    const bytes = Buffer.byteLength(sendable(text))
    if (bytes > EVENT_BYTES_MAX) {
      throw new Refusal('E_TOO_LARGE', '', `the event has ${bytes} bytes; the feed takes ${EVENT_BYTES_MAX}`)
    }
    const change = readChange(parseJson(text), now)
    if (change.company === company) return { id, text, flaw: change.flaw }
    const words = `/company is "${change.company}", but the event was sent for "${company}"`
    return { id, text, refusal: new Refusal('E_TENANT', '/company', words) }
  } catch (error) {
    if (error instanceof Refusal) return { id, text, refusal: error }
    throw error
  }
}

const idOf = (event: unknown, index: number): string =>
  typeof event === 'object' && event !== null && 'id' in event && typeof event.id === 'string'
    ? beginning(event.id, 256)
    : `#${index}`

/** The same JSON in characters that SQS takes: others stand in strings only, where they can be escaped. */
const sendable = (text: string): string =>
  text.replace(/[\p{Cs}\ufffe\uffff]/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Sends the kept events of a company that has come to be after them; what is taken now is kept no longer. */
export async function replayRefused(world: World, company: string): Promise<number> {
  let replayed = 0
  let start: Record<string, unknown> | undefined
  do {
    const page = await world.refusedEvents.page(company, 100, start)
    const orphans = page.items.filter(({ code }) => code === 'E_COMPANY')
    const unsent = new Set(await world.sendChanges(orphans.map(({ body }) => body)))
    for (const [index, { id }] of orphans.entries()) {
      if (unsent.has(index)) continue
      await world.refusedEvents.drop(company, id)
      replayed++
    }
    start = page.next
  } while (start)
  return replayed
}
