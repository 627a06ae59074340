import { isSafeNumber, parse } from 'lossless-json'
import { Refusal } from './refusal.ts'

/** Deep enough for every shape we know; a reader that recurses is safe with it. */
const DEPTH_MAX = 32

/** Keys that reach into JavaScript's own objects instead of naming data. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads JSON that somebody else wrote, more strictly than JSON.parse: a key that comes twice with two values, a number
 * that a computer cannot hold exactly, a key that would reach into the language, or brackets deeper than 32 are refused,
 * since two readers could understand two different amounts.
 *
 * @throws Refusal with E_JSON, E_TOO_DEEP, E_DUP_KEY, E_NUMBER or E_KEY
 */
export function parseJson(text: string): unknown {
  refuseDeep(text)
  refuseForbiddenKeys(text)
  const problems: Refusal[] = []
  try {
    const value = parse(text, null, {
      parseNumber: (source) => exactNumber(source, problems),
      onDuplicateKey: ({ key }) => {
        throw new Refusal('E_DUP_KEY', key, `the key "${key}" comes twice in one object`)
      },
    })
    const [problem] = problems
    if (problem) throw problem
    return value
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('E_JSON', '', `this is not JSON: ${String(error).slice(0, 200)}`)
  }
}

/** Counts brackets outside of strings, so that a bomb of them is refused before anything recurses into it. */
function refuseDeep(text: string): void {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (inString) {
      if (char === '\\') at++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') {
      depth++
      if (depth > DEPTH_MAX) throw new Refusal('E_TOO_DEEP', '', `nested deeper than ${DEPTH_MAX} levels`)
    } else if (char === '}' || char === ']') depth--
  }
}

function exactNumber(source: string, problems: Refusal[]): number {
  const value = Number(source)
  if (!isSafeNumber(source) || Object.is(value, -0)) {
    problems.push(new Refusal('E_NUMBER', '', `${source.slice(0, 40)} cannot be held exactly; send it as a string`))
  }
  return value
}

/** Looks at the text, not the value: in a value `__proto__` is no longer seen. */
function refuseForbiddenKeys(text: string): void {
  for (const [, key = ''] of text.matchAll(/"((?:__proto__|constructor|prototype|[^"\\]*\\u[^"]*))"\s*:/g)) {
    const name: unknown = JSON.parse(`"${key}"`)
    if (typeof name === 'string' && FORBIDDEN_KEYS.has(name)) {
      throw new Refusal('E_KEY', name, `the key "${name}" is not allowed`)
    }
  }
}
