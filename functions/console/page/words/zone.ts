/** A zone that this browser does not know is no reason to show nothing. */
function isKnown(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}

/** How moments read in a time zone. */
export type Times = {
  /** Its name. */
  zone: string
  momentText: (iso: string) => string
  /** With the seconds and the zone. */
  exactText: (iso: string) => string
  /** The moment at which a day such as 2026-11-20 begins. */
  startOf: (day: string) => string
}

/** Moments in a company's zone; null, or one that the browser does not know, is the reader's own. */
export function timesIn(chosen: string | null): Times {
  const timeZone = chosen && isKnown(chosen) ? chosen : undefined
  const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long', timeZone })
  const { timeZone: zone } = moment.resolvedOptions()
  return {
    zone: timeZone ?? zone,
    momentText: (iso) => moment.format(new Date(iso)),
    exactText: (iso) => exact.format(new Date(iso)),
    startOf: (day) => new Date(startOf(day, zone)).toISOString(),
  }
}

/** Where clocks are put forward at midnight, the day begins with the hour that follows. */
function startOf(day: string, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`)
  const near = wanted - offsetMs(wanted, zone)
  const exact = wanted - offsetMs(near, zone)
  return exact + offsetMs(exact, zone) === wanted ? exact : near
}

/** By how much the clocks of a zone are ahead of UTC. */
function offsetMs(at: number, zone: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return Date.parse(`${clock.format(at).replace(' ', 'T')}Z`) - at
}
