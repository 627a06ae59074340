import type { Listed } from './listed.ts'
import { fold } from './words.ts'

/** What a row says beside its name, each made comparable; an empty string is not known. */
export type Fields = {
  readonly phone: string
  readonly email: string
  readonly zip: string
  readonly city: string
  readonly state: string
  readonly street: string
  readonly houseNumber: string
}

/** Anybody can have an address here, so that two people share the domain says nothing. */
const freeMail =
  /@(?:gmail|googlemail|yahoo|hotmail|outlook|live|msn|aol|icloud|me|comcast|att|verizon|sbcglobal|proton|protonmail|mail|gmx)\./

const nothing: Fields = { phone: '', email: '', zip: '', city: '', state: '', street: '', houseNumber: '' }

/** Reads a row's fields as they can be compared with another's. */
export function fieldsOf({ phone, email, address }: Listed): Fields {
  if (!phone && !email && !address) return nothing
  const street = fold(address?.street ?? '').trim()
  return {
    phone: phoneOf(phone ?? ''),
    email: (email ?? '').trim().toLowerCase(),
    zip: zipOf(address?.zip ?? ''),
    city: fold(address?.city ?? '')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
    state: fold(address?.state ?? '').replace(/[^\p{L}]+/gu, ''),
    street,
    houseNumber: /\d+/.exec(street)?.[0]?.replace(/^0+(?=\d)/, '') ?? '',
  }
}

/** The last ten digits, without extension and country code; less than seven are no telephone number. */
function phoneOf(text: string): string {
  const digits = text
    .toLowerCase()
    .replace(/\s*(?:ext\.?|x|#)\s*\d+\s*$/, '')
    .replace(/\D/g, '')
  return digits.length < 7 ? '' : digits.slice(-10)
}

/** A US ZIP without its four further digits; any other postal code without its spaces. */
function zipOf(text: string): string {
  const code = fold(text).replace(/[^\p{L}\p{N}]/gu, '')
  return /^\d{9}$/.test(code) ? code.slice(0, 5) : code
}

/** The domain of an e-mail address, if it belongs to one business only. */
export const businessDomain = (email: string): string =>
  email.includes('@') && !freeMail.test(email) ? email.slice(email.lastIndexOf('@') + 1) : ''

/** Two phones: one may lack the area code. */
export function samePhone(one: string, other: string): boolean {
  return one === other || (Math.min(one.length, other.length) === 7 && (one.endsWith(other) || other.endsWith(one)))
}
