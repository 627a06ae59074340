const DAY_MS = 86_400_000

/** QuickBooks stamps everything in Pacific time, whoever the company is. */
const pacific = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'longOffset',
})

/** Formatting is slow and most of what is stamped happened in few seconds. */
const stamps = new Map<number, string>()
const STAMPS_MAX = 10_000

/** The instant as QuickBooks prints it in MetaData: `2026-05-05T02:05:37-07:00`. */
export function stamp(at: number): string {
  const second = Math.floor(at / 1000)
  const known = stamps.get(second)
  if (known) return known
  if (stamps.size >= STAMPS_MAX) stamps.clear()
  const text = print(at)
  stamps.set(second, text)
  return text
}

function print(at: number): string {
  const part = Object.fromEntries(pacific.formatToParts(at).map(({ type, value }) => [type, value]))
  const offset = (part['timeZoneName'] ?? '').replace('GMT', '') || '+00:00'
  return `${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}${offset}`
}

/** The instant as QuickBooks prints it beside an answer, with milliseconds. */
export function stampWithMillis(at: number): string {
  const text = stamp(at)
  return `${text.slice(0, 19)}.${String(at % 1000).padStart(3, '0')}${text.slice(19)}`
}

/** The company's date at the instant. */
export const dateAt = (at: number) => stamp(at).slice(0, 10)

/** The company's month at the instant, by which reads are counted. */
export const monthAt = (at: number) => stamp(at).slice(0, 7)

/** The date so many days later. */
export const addDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** Whether the text is a date that the calendar has. */
export function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text
}
