import Big from 'big.js'
import * as z from 'zod/mini'
import { aside } from './lenient.ts'

/** What the books hold at most, on QuickBooks' side too. */
const AMOUNT_MAX = 99_999_999_999
const DECIMALS_MAX = 6
/** Of a default price that posts nothing; QuickBooks takes fewer, and gets it rounded. */
const PRICE_DECIMALS_MAX = 20
const TEXT_MAX = 1_000_000

/** So many decimals nobody writes: they are what a division, or a binary fraction, leaves behind. */
const COMPUTED_DECIMALS = 10

/** A decimal as it is written in full; what a computer's division left behind is rounded away, and noughts that say nothing. */
function written(value: string | number, decimalsMax: number): string {
  const text = String(value)
  const exact = /e/i.test(text) || text.startsWith('.') ? new Big(text).toFixed() : text
  const decimals = exact.split('.')[1] ?? ''
  if (decimals.length <= decimalsMax) return exact
  const isNoise = decimals.length >= COMPUTED_DECIMALS || /^0*$/.test(decimals.slice(decimalsMax))
  return isNoise ? new Big(exact).round(decimalsMax, Big.roundHalfUp).toFixed() : exact
}

function decimalOf(decimalsMax: number) {
  const decimalText = z.union([z.string(), z.number()]).check(
    z.refine((value) => /^-?(\d{1,20}(\.\d+)?|\.\d+)(e[+-]?\d{1,2})?$/i.test(String(value)), {
      error: 'E_NUMBER: must be a decimal such as "13.50"',
      abort: true,
    }),
    z.refine((value) => (written(value, decimalsMax).split('.')[1] ?? '').length <= decimalsMax, {
      error: `E_SCALE: has more than ${decimalsMax} decimals`,
    }),
    z.refine((value) => new Big(String(value)).abs().lte(AMOUNT_MAX), {
      error: `E_RANGE: is beyond ${AMOUNT_MAX.toLocaleString('en')}`,
    }),
  )
  z.globalRegistry.add(decimalText, {
    description: `An exact decimal, best as a string: at most ${decimalsMax} decimals, at most ${AMOUNT_MAX.toLocaleString('en')}`,
    examples: ['13.50'],
  })
  return z.pipe(
    decimalText,
    z.transform((value) => written(value, decimalsMax)),
  )
}

/**
 * An exact decimal as a string. A JSON number is taken too: the reader has made sure that it is exact.
 */
export const decimal = decimalOf(DECIMALS_MAX)

/** A default price as a string, as exact as the ERP computes it. */
export const defaultPrice = decimalOf(PRICE_DECIMALS_MAX)

/** A day as the books mean it, without a time or a zone: `2026-11-20`, from 1900 to 2199. */
const noDay = { error: 'E_DATE: must be a day of the calendar, written YYYY-MM-DD' }
export const date = z.string().check(z.regex(/^(19|20|21)\d\d-\d\d-\d\d$/, noDay), z.refine(isDay, noDay))

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

export const text = z.string().check(z.maxLength(TEXT_MAX))

const printable = {
  error:
    'E_ID: must be 1 to 128 printable characters of any script, without invisible ones that control or format text',
}

/**
 * An id or a number by which records mention each other: opaque, 1 to 128 printable characters, whatever they are. What nobody
 * sees is refused, since two ids that look alike would be two records.
 *
 * For the same reason an id has to be in Unicode's normal form C. One that is not is refused, and not normalised on the way in:
 * two ids of the ERP could become one by that, and one record would quietly take the place of the other.
 */
export const id = z.string().check(
  z.regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]{1,128}$/u, { ...printable, abort: true }),
  z.refine((text) => text.trim() !== '', printable),
  z.refine((text) => text === text.normalize('NFC'), {
    error: 'E_ID: must be in the Unicode normal form C, in which a letter and its accent are one character',
  }),
)

export const currency = z
  .string()
  .check(z.regex(/^[A-Z]{3}$/, { error: 'E_CURRENCY: must be a three-letter code such as USD' }))

/** The number by which QuickBooks knows the reason why a customer is exempt from sales tax. */
export const exemptionReason = z.string().check(
  z.refine((text) => /^([1-9]|1[0-5])$/.test(text), {
    error: 'E_EXEMPTION: must be the number of a reason in QuickBooks, "1" to "15"',
  }),
)

export const address = z.object({
  name: aside(z.optional(text)),
  address1: aside(z.optional(text)),
  address2: aside(z.optional(text)),
  address3: aside(z.optional(text)),
  city: aside(z.optional(text)),
  state: aside(z.optional(text)),
  zip: aside(z.optional(text)),
  country: aside(z.optional(text)),
})
export type Address = z.output<typeof address>

export const addresses = z.array(aside(z.extend(address, { kind: z.enum(['bill_to', 'ship_to']) })))

/** More lines than QuickBooks takes in one transaction are refused at the door. */
export const lines = <Line extends z.ZodMiniType>(line: Line) =>
  z.array(line).check(z.refine((list) => list.length <= 10_000, { error: 'E_LINES: has more than 10,000 lines' }))
