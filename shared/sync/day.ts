/** The day on which a moment falls in a time zone; in UTC where none is chosen. */
export const dayOf = (moment: number | string, timeZone: string | null): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: timeZone ?? 'UTC', dateStyle: 'short' }).format(new Date(moment))

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The day on which a company goes live, which it has chosen as a day or as a moment. */
export const goLiveDay = ({ goLiveAt, timeZone }: { goLiveAt: string | null; timeZone: string | null }) =>
  goLiveAt === null || DAY.test(goLiveAt) ? (goLiveAt ?? undefined) : dayOf(goLiveAt, timeZone)
