/** The day on which a moment falls in a time zone; where none is known, in that of QuickBooks' own clock. */
export const dayOf = (moment: number | string, timeZone: string | null): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: timeZone ?? QUICKBOOKS_ZONE, dateStyle: 'short' }).format(
    new Date(moment),
  )

/** A day, also one that somebody has written as a moment: midnight to the second is no moment at which anything was pushed. */
const DAY = /^\d{4}-\d{2}-\d{2}(?=(T00:00:00(\.000)?Z)?$)/

/** The day on which a company goes live, which it has chosen as a day or as a moment. */
export const goLiveDay = ({ goLiveAt, timeZone }: { goLiveAt: string | null; timeZone: string | null }) =>
  goLiveAt === null ? undefined : (DAY.exec(goLiveAt)?.[0] ?? dayOf(goLiveAt, timeZone))

/** The day from which stock is counted where the company has chosen none: the first of the year in which it goes live. */
export const inventoryStart = (settings: Parameters<typeof goLiveDay>[0], today: string): string =>
  `${(goLiveDay(settings) ?? today).slice(0, 4)}-01-01`

/** A name that no browser can come to grief over: an offset such as +05:00 is no name, and not every browser takes it. */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Z]/i.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** Intuit's servers tell the time by it. */
const QUICKBOOKS_ZONE = 'America/Los_Angeles'

/** Where most of a country's books are kept; what has several zones is told by CompanyInfo. */
const zoneIn: Record<string, string> = {
  AU: 'Australia/Sydney',
  CA: 'America/Toronto',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  IE: 'Europe/Dublin',
  IN: 'Asia/Kolkata',
  NZ: 'Pacific/Auckland',
  SG: 'Asia/Singapore',
  UK: 'Europe/London',
  ZA: 'Africa/Johannesburg',
}

/** The time zone of books, as CompanyInfo says it; where it says none, that of most of its country. */
export const zoneOfBooks = ({ timeZone, country }: { timeZone: string | undefined; country: string }): string =>
  timeZone !== undefined && isTimeZone(timeZone) ? timeZone : (zoneIn[country] ?? QUICKBOOKS_ZONE)
