import * as z from 'zod/mini'
import { beginning } from './beginning.ts'
import { InexactNumber } from './inexact-number.ts'
import { cut, Refusal } from './refusal.ts'

/**
 * Passes what came in through its schema, once, at the door.
 *
 * @throws Refusal that names the first field that is wrong by its JSON pointer. A check may bring its own code as
 * `E_CODE: words`; what is missing is E_REQUIRED, what has the wrong type E_TYPE.
 */
export function read<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = z.safeParse(schema, value, { reportInput: true })
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw issue ? refusalOf(issue) : new Refusal('E_TYPE', '', 'not of the expected shape')
}

export type Issue = z.core.$ZodIssue

/** All that a schema has against a value. */
export const issuesIn = (schema: z.core.$ZodType, value: unknown): readonly Issue[] =>
  z.safeParse(schema, value, { reportInput: true }).error?.issues ?? []

/** What is wrong, as a refusal of what came in. */
export function refusalOf(issue: Issue): Refusal {
  const field = issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  const name = field === '' ? 'the value' : cut(field)
  const [, code, words] = /^(E_[A-Z_]+): (.*)$/s.exec(issue.message) ?? []
  if (issue.input instanceof InexactNumber) {
    const words = `is ${cut(issue.input.source)}, which cannot be held exactly; send it as a string`
    return new Refusal('E_NUMBER', field, `${name} ${words}`)
  }
  if (issue.input === undefined) return new Refusal('E_REQUIRED', field, `${name} is missing`)
  if (code && words) return new Refusal(code, field, `${name} ${words}`)
  const got = beginning(JSON.stringify(issue.input), 60)
  return new Refusal('E_TYPE', field, `${name} is not as expected (${expectation(issue)}), got ${got}`)
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')}`
  return issue.message
}
