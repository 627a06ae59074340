/** Times are shown in the zone of whoever looks, and the zone is named. */
export const zoneName = Intl.DateTimeFormat().resolvedOptions().timeZone

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const exactMoment = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

export const momentText = (iso: string): string => moment.format(new Date(iso))

/** How long ago, or in how long. */
export function agoText(iso: string, now = Date.now()): string {
  const ms = Date.parse(iso) - now
  const [unit, size] = steps.find(([, length]) => Math.abs(ms) >= length) ?? ['second', 1_000]
  return ago.format(Math.trunc(ms / size), unit)
}

/** A moment; pointing at it tells the seconds and the zone. */
export function When({ at, relative = false }: { at: string | null; relative?: boolean }) {
  if (at === null) return <>–</>
  return (
    <time dateTime={at} title={exactMoment.format(new Date(at))}>
      {relative ? agoText(at) : momentText(at)}
    </time>
  )
}
