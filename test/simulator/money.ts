import Big from 'big.js'

/** An amount as a whole number of cents, so that sums are exact. */
export function cents(amount: number): number {
  const nearest = Math.round(amount * 100)
  // Almost every amount has two decimals; only for one that has more does the way of rounding matter.
  return Math.abs(amount * 100 - nearest) < 0.001
    ? nearest
    : Number(new Big(amount).times(100).round(0, Big.roundHalfUp))
}

/** The amount that is so many cents. */
export const fromCents = (value: number) => value / 100

/** The sum of amounts, exact to the cent. */
export const sum = (amounts: number[]) => fromCents(amounts.reduce((total, amount) => total + cents(amount), 0))

/** Quantity times price in cents, rounded half up as QuickBooks does. */
export const product = (quantity: number, price: number) =>
  Number(new Big(quantity).times(price).round(2, Big.roundHalfUp))

/** An amount divided by a quantity, to seven decimals. */
export const quotient = (amount: number, quantity: number) =>
  Number(new Big(amount).div(quantity).round(7, Big.roundHalfUp))

/** A share of an amount in percent, to the cent. */
export const percentOf = (amount: number, percent: number) => product(amount, percent / 100)

/** How many decimals the number carries. */
export function decimalsOf(value: number): number {
  return Math.max(0, new Big(value).toFixed().split('.')[1]?.length ?? 0)
}
