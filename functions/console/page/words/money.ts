const money = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 20 })
const count = new Intl.NumberFormat()

/** An amount as it is written, with nothing rounded: decimal text is formatted exactly. */
export const moneyText = (amount: string | number): string =>
  /^-?\d+(\.\d+)?$/.test(String(amount)) ? money.format(String(amount) as `${number}`) : String(amount)

export const countText = (number: number): string => count.format(number)

/** `1 record`, `2 records`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${countText(number)} ${number === 1 ? one : many}`
