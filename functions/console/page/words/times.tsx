import { createContext, useContext } from 'react'
import { timesIn } from './zone.ts'

const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** Outside of a company moments are shown in the reader's own zone. */
export const TimesContext = createContext(timesIn(null))

/** Moments in the zone of the company that the page shows. */
export const useTimes = () => useContext(TimesContext)

/** How long ago, or in how long. */
export function agoText(iso: string, now = Date.now()): string {
  const ms = Date.parse(iso) - now
  const [unit, size] = steps.find(([, length]) => Math.abs(ms) >= length) ?? ['second', 1_000]
  return ago.format(Math.trunc(ms / size), unit)
}

/** A moment; pointing at it tells the seconds and the zone. */
export function When({ at, relative = false }: { at: string | null; relative?: boolean }) {
  const { momentText, exactText } = useTimes()
  if (at === null) return <>–</>
  return (
    <time dateTime={at} title={exactText(at)}>
      {relative ? agoText(at) : momentText(at)}
    </time>
  )
}
