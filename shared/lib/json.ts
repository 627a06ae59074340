import { isSafeNumber, parse } from 'lossless-json'
import { InexactNumber } from './inexact-number.ts'
import { cut, Refusal } from './refusal.ts'

/** Deep enough for every shape we know; a reader that recurses is safe with it. */
const DEPTH_MAX = 32

/** Keys that reach into JavaScript's own objects instead of naming data. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])
/** A longer text is none of them, also where each of its characters is escaped. */
const FORBIDDEN_TEXT_MAX = 70

/**
 * Reads JSON that somebody else wrote, more strictly than JSON.parse: a key that comes twice with two values, a key that
 * would reach into the language, or brackets deeper than 32 are refused, since two readers could understand two different
 * amounts. A number that a computer cannot hold exactly is an `InexactNumber`, which is in the way only where it is used.
 *
 * @throws Refusal with E_JSON, E_TOO_DEEP, E_DUP_KEY or E_KEY
 */
export function parseJson(text: string): unknown {
  try {
    refuseAtSight(text)
    return parse(text, null, {
      parseNumber: (source) => {
        const value = Number(source)
        return isSafeNumber(source) && !Object.is(value, -0) ? value : new InexactNumber(source)
      },
      onDuplicateKey: ({ key }) => {
        throw new Refusal('E_DUP_KEY', key, `the key "${cut(key)}" comes twice in one object`)
      },
    })
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('E_JSON', '', `this is not JSON: ${cut(String(error))}`)
  }
}

/**
 * The texts of the elements of a list in an object, each as it stands there, so that each can be read by itself.
 *
 * @param text JSON
 * @param name the key of the list
 * @returns undefined if the text is no object, or the list is none
 */
export function elementTexts(text: string, name: string): string[] | undefined {
  let elements: string[] | undefined
  let from: number | undefined
  let depth = 0
  let string = ''
  let isNamed = false
  const close = (at: number) => {
    const element = text.slice(from, at).trim()
    if (element !== '') elements?.push(element)
  }
  for (const at of tokens(text)) {
    const char = text[at]
    if (char === '"' && depth === 1) string = text.slice(at, endOfString(text, at))
    if (char === ':' && depth === 1) isNamed = JSON.parse(string) === name
    if (char === ',' && depth === 1) isNamed = false
    if (char === '[' && depth === 1 && isNamed && text.trimStart().startsWith('{')) {
      // Of two lists of one name nobody knows which is meant.
      if (elements) throw new Refusal('E_DUP_KEY', `/${name}`, `the key "${name}" comes twice`)
      elements = []
      from = at + 1
    } else if (from !== undefined && depth === 2 && (char === ',' || char === ']')) {
      close(at)
      from = char === ',' ? at + 1 : undefined
    }
    if (char === '{' || char === '[') depth++
    if (char === '}' || char === ']') depth--
  }
  return elements
}

/**
 * Finds what must not even be read: brackets that are too deep, before anything recurses into them, and keys into the
 * language, of which the value that was read says nothing any more.
 */
function refuseAtSight(text: string): void {
  let depth = 0
  let string = ''
  for (const at of tokens(text)) {
    const char = text[at]
    if (char === '{' || char === '[') {
      depth++
      if (depth > DEPTH_MAX) throw new Refusal('E_TOO_DEEP', '', `nested deeper than ${DEPTH_MAX} levels`)
    } else if (char === '}' || char === ']') depth--
    else if (char === '"') string = text.slice(at, Math.min(endOfString(text, at), at + FORBIDDEN_TEXT_MAX))
    else if (char === ':' && string.length < FORBIDDEN_TEXT_MAX) {
      const key: unknown = JSON.parse(string)
      if (typeof key === 'string' && FORBIDDEN_KEYS.has(key)) {
        throw new Refusal('E_KEY', key, `the key "${key}" is not allowed`)
      }
    }
  }
}

const SIGNS = new Set(['{', '}', '[', ']', ',', ':'])

/** Where the signs of a text stand that give JSON its shape, and where its strings begin. */
function* tokens(text: string): Generator<number> {
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '"') {
      yield at
      at = endOfString(text, at) - 1
    } else if (SIGNS.has(char)) yield at
  }
}

/** Where a string ends that begins here, behind its closing quote. */
function endOfString(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}
