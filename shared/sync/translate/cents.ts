import Big from 'big.js'
import type { Note } from '../note.ts'
import { notes } from '../notes.ts'
import { sum } from './context.ts'

const CENT = new Big('0.01')

type Line = { amount: string; qty?: string | undefined; price?: string | undefined }

/**
 * What the lines of a document are posted with. The ERP may reckon with fractions of a cent, which cannot be posted: it adds up
 * the rounded lines, or rounds what the exact ones come to. Whichever way gives its total is the way it went.
 *
 * @param total what the lines come to by the ERP, in whole cents; undefined where it does not say
 * @returns undefined where no way gives that total
 */
export function inWholeCents(lines: readonly Line[], total?: Big): Big[] | undefined {
  const amounts = lines.map(({ amount }) => new Big(amount))
  if (total === undefined) return sharingCents(amounts)
  const ways = [() => amounts.map(rounded), () => sharingCents(amounts), () => sharingCents(lines.map(exactAmount))]
  for (const way of ways) {
    const posted = way()
    if (sum(posted).eq(total)) return posted
  }
  return undefined
}

export const rounded = (amount: Big | string): Big => new Big(amount).round(2)

/** Quantity times price, where the ERP's amount is just that, rounded. */
function exactAmount({ amount, qty, price }: Line): Big {
  const product = new Big(qty ?? 0).times(price ?? 0)
  return rounded(product).eq(rounded(amount)) ? product : new Big(amount)
}

/**
 * The amounts in whole cents so that they come to what the exact ones do, rounded: each is rounded down, and the cents that are
 * then missing go to those that have lost most. So none is off by a cent.
 */
export function sharingCents(exact: readonly Big[]): Big[] {
  const down = exact.map(roundedDown)
  const losses = exact.map((amount, index) => ({ index, lost: amount.minus(down[index] ?? 0) }))
  const missing = rounded(sum(exact)).minus(sum(down)).div(CENT).toNumber()
  const most = losses.toSorted((one, other) => other.lost.cmp(one.lost)).slice(0, missing)
  const up = new Set(most.map(({ index }) => index))
  return down.map((amount, index) => (up.has(index) ? amount.plus(CENT) : amount))
}

function roundedDown(amount: Big): Big {
  const cut = amount.round(2, Big.roundDown)
  return cut.gt(amount) ? cut.minus(CENT) : cut
}

/** A note of amounts that are posted otherwise than the ERP has them, named one by one; none if there are none. */
export function roundingNotes(
  field: string,
  total: Big,
  amounts: readonly { name: string; exact: Big | string; posted: Big }[],
): Note[] {
  const changes = amounts.flatMap(({ name, exact, posted }) =>
    posted.eq(exact) ? [] : [`${name} as ${posted.toFixed(2)} instead of ${new Big(exact).toFixed()}`],
  )
  return changes.length > 0 ? [notes.rounded(field, total.toFixed(2), changes)] : []
}
