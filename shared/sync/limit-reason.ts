import type { LimitBreach } from '../qbo/limits.ts'
import type { Action, Reason } from './reason.ts'
import { correct, inErp } from './reasons/words.ts'

const replaced: Action = { kind: 'setting', target: 'foreignCharacters' }

/** Why a record is held for a text of it that QuickBooks would not take, and that is not ours to change. */
export function limitReason(breach: LimitBreach): Reason {
  const field = breach.field
  switch (breach.rule) {
    case 'length':
      return {
        code: 'E_LENGTH',
        message: `${field} has ${breach.length} characters; QuickBooks takes ${breach.limit}.`,
        next:
          field.endsWith('Desc') || field.endsWith('Description')
            ? 'Shorten it in the ERP, or choose in QuickBooks Settings that descriptions are cut; it then goes out by itself.'
            : field.endsWith('DocNumber')
              ? 'Choose in QuickBooks Settings that it gets a short number, or shorten it in the ERP; it then goes out by itself.'
              : 'It is never cut. Shorten it in the ERP; it then goes out by itself.',
        action:
          field.endsWith('Desc') || field.endsWith('Description')
            ? { kind: 'setting', target: 'longDescriptions' }
            : field.endsWith('DocNumber')
              ? { kind: 'setting', target: 'longKeys' }
              : correct,
        field,
      }
    case 'name-characters':
      return {
        code: 'E_NAME_CHARS',
        message: `The name holds ${shown(breach.character)}, which QuickBooks does not allow in a name.`,
        next: `${inErp} Or choose in QuickBooks Settings that such characters are replaced.`,
        action: replaced,
        field,
      }
    case 'control-character':
      return {
        code: 'E_CONTROL',
        message: `${field} holds the invisible character ${shown(breach.character)}.`,
        next: `${inErp} Or choose in QuickBooks Settings that such characters are replaced.`,
        action: replaced,
        field,
      }
    case 'charset':
      return {
        code: 'E_CHARSET',
        message: `${field} holds ${shown(breach.character)}; QuickBooks in the United States takes Western European letters only.`,
        next: `${inErp} Or choose in QuickBooks Settings that such characters are replaced, where there are others for them.`,
        action: replaced,
        field,
      }
  }
}

/** A character as a sentence names it: itself, if it can be seen, and its number. */
export function shown(character: string): string {
  const point = character.codePointAt(0) ?? 0
  const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  return /[\p{Cc}\p{Cf}]/u.test(character) ? name : `"${character}" (${name})`
}
