import { beginning } from './beginning.ts'

/** So much of what somebody sent is quoted in an answer: enough to find it by. */
const QUOTED_MAX = 100

/** The beginning of a text, as it is quoted. */
export const cut = (text: string): string => (text.length > QUOTED_MAX ? `${beginning(text, QUOTED_MAX)} …` : text)

/**
 * Somebody sent what we cannot take. Thrown while reading; answered with a 4xx at the API and with a refused event on
 * the feed; never retried.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  /** JSON pointer of the field, '' for the whole. */
  readonly field: string

  constructor(code: string, field: string, message: string) {
    super(message)
    this.code = code
    this.field = cut(field)
  }
}
