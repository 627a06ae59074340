import type { Confidence, Listed, ListedTerms, Suggestion } from './listed.ts'
import { fold } from './words.ts'

type Numbers = Required<{ [key in keyof ListedTerms]: number | undefined }>

/** What terms of payment come to; and what they are called, where that makes them other terms: COD is not on receipt. */
type Terms = Numbers & { readonly label: string }

const SAME_NUMBERS = 0.99
const SAME_LABEL = 0.97
const SAME_NAME_AMONG_OTHERS = 0.85
const SAME_NUMBERS_AMONG_OTHERS = 0.6

/**
 * Suggests which terms are the same, by their numbers and never by likeness of names: "Net 10" and "Net 15" are one digit
 * apart.
 */
export function suggestTerms(entities: readonly Listed[], records: readonly Listed[]): Suggestion[] {
  const ours = Map.groupBy(entities, (listed) => keyOf(readTerms(listed)))
  const theirs = Map.groupBy(records, (listed) => keyOf(readTerms(listed)))
  return [...ours].flatMap(([key, group]) => (key === '' ? [] : pairGroup(group, theirs.get(key) ?? [])))
}

/** All of a group come to the same. What is called the same goes together, then what is left over. */
function pairGroup(entities: readonly Listed[], records: readonly Listed[]): Suggestion[] {
  const isAlone = entities.length === 1 && records.length === 1
  const left = new Set(records)
  const pairs = new Map<Listed, Listed>()
  for (const isWanted of [isSameName, () => true]) {
    for (const entity of entities) {
      if (pairs.has(entity)) continue
      const record = [...left].find((candidate) => isWanted(entity, candidate))
      if (!record) continue
      pairs.set(entity, record)
      left.delete(record)
    }
  }
  return [...pairs].map(([entity, record]) => suggestion(entity, record, isAlone))
}

const plain = (name: string): string =>
  fold(name)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const isSameName = (entity: Listed, record: Listed): boolean => plain(entity.name) === plain(record.name)

function suggestion(entity: Listed, record: Listed, isAlone: boolean): Suggestion {
  const terms = readTerms(entity)
  const hasName = isSameName(entity, record)
  const isContradicted = [entity, record].some(isNamedWrong)
  const doubts = [
    ...(isContradicted ? ['a name that says other numbers'] : []),
    ...(entity.active === false ? ['inactive in QuickBooks'] : []),
    ...(record.active === false ? ['inactive in the ERP'] : []),
  ]
  const [confidence, score] = judged(isAlone, hasName, terms)
  return {
    entityId: entity.id,
    recordId: record.id,
    confidence: doubts.length > 0 && confidence === 'exact' ? 'likely' : confidence,
    score,
    evidence: [
      inWords(terms),
      hasName ? 'same name' : 'named otherwise',
      ...(isAlone ? [] : ['others come to the same']),
      ...doubts,
    ],
  }
}

/** Whether the name tells other numbers than the list does: "Net 30", due in 15 days. */
function isNamedWrong(listed: Listed): boolean {
  const said = numbersIn(listed.name)
  return hasNumbers(said) && keyOf({ ...said, label: '' }) !== keyOf({ ...readTerms(listed), label: '' })
}

function judged(isAlone: boolean, hasName: boolean, terms: Terms): [Confidence, number] {
  if (isAlone) return ['exact', hasNumbers(terms) ? SAME_NUMBERS : SAME_LABEL]
  return hasName ? ['likely', SAME_NAME_AMONG_OTHERS] : ['possible', SAME_NUMBERS_AMONG_OTHERS]
}

const hasNumbers = ({ dueDays, dayOfMonth, discountPercent }: Numbers): boolean =>
  dueDays !== undefined || dayOfMonth !== undefined || Boolean(discountPercent)

/** What must agree: the numbers, and the label where there is one. */
function keyOf(terms: Terms): string {
  const { dueDays, discountDays, discountPercent, dayOfMonth, label } = terms
  if (!hasNumbers(terms)) return label
  const discount = discountPercent ? `${discountPercent}% ${discountDays ?? 0}` : ''
  return `${dayOfMonth === undefined ? `net ${dueDays ?? ''}` : `day ${dayOfMonth}`} ${discount} ${label}`
}

function inWords({ dueDays, discountDays, discountPercent, dayOfMonth, label }: Terms): string {
  const discount = discountPercent ? `${discountPercent}% within ${discountDays ?? 0} days, ` : ''
  if (dayOfMonth !== undefined) return `both ${discount}due on day ${dayOfMonth} of the month`
  if (dueDays === undefined) return discount === '' ? `no numbers, called "${label}"` : `both ${discount}no due date`
  return dueDays === 0 ? `both ${discount}due at once` : `both ${discount}due in ${dueDays} days`
}

/** The numbers the list gives, else those in the name. */
function readTerms({ name, terms }: Listed): Terms {
  const numbers =
    terms?.dueDays !== undefined || terms?.dayOfMonth !== undefined ? { ...nothing, ...terms } : numbersIn(name)
  if (!hasNumbers(numbers)) return { ...numbers, label: plain(name) }
  if (numbers.dueDays === 0 && !numbers.discountPercent) return { ...numbers, label: atOnceLabel(name) }
  return { ...numbers, label: numbers.dayOfMonth === undefined && endOfMonth.test(fold(name)) ? 'end of month' : '' }
}

const nothing: Numbers = {
  dueDays: undefined,
  discountDays: undefined,
  discountPercent: undefined,
  dayOfMonth: undefined,
}

const endOfMonth = /\b(?:eom|e\.o\.m|end of (?:the )?month)\b/
const onDelivery = /\b(?:cod|c\.o\.d|(?:cash|collect) on delivery)\b/
const inAdvance =
  /\b(?:cia|cbd|prepaid|prepay(?:ment)?|pre-paid|(?:cash|payment) (?:in advance|before delivery)|in advance)\b/
const onReceipt = /\b(?:(?:up)?on receipt|receipt|immediate(?:ly)?|due now|net ?0|0 days)\b/

/** Terms under which nothing is waited for are told apart by when the money comes. */
function atOnceLabel(name: string): string {
  const text = fold(name)
  if (onDelivery.test(text)) return 'on delivery'
  return inAdvance.test(text) ? 'in advance' : 'on receipt'
}

/** Reads "Net 30", "2% 10 Net 30", "2/10, n/30", "N30", "Due on receipt", "Due on the 15th" and their like. */
function numbersIn(name: string): Numbers {
  const text = fold(name).replace(/\s+/g, ' ').trim()
  const discount = discountIn(text)
  const rest = discount?.rest ?? text
  const { discountDays, discountPercent } = discount ?? nothing
  const dayOfMonth = dayIn(rest)
  if (dayOfMonth !== undefined) return { dueDays: undefined, discountDays, discountPercent, dayOfMonth }
  if (!discount && [onDelivery, inAdvance, onReceipt].some((words) => words.test(text)))
    return { ...nothing, dueDays: 0 }
  // Half down and the rest later, or three instalments: terms that two numbers cannot tell.
  if (rest.includes('%') || (rest.match(/\d+/g) ?? []).length > 1) return nothing
  const due = /n(?:et)?\s*[-/.:]?\s*(\d{1,3})(?!\d)/.exec(rest) ?? /(?<![\d.])(\d{1,3})(?!\d)/.exec(rest)
  return { dueDays: due ? Number(due[1]) : undefined, discountDays, discountPercent, dayOfMonth: undefined }
}

function dayIn(text: string): number | undefined {
  const day =
    /\b(\d{1,2})(?:st|nd|rd|th)\b/.exec(text) ??
    /\b(?:day|prox(?:imo)?\.?) (\d{1,2})\b/.exec(text) ??
    /\b(\d{1,2}) prox/.exec(text)
  if (day) return Number(day[1])
  // QuickBooks writes the month's last day as the 31st.
  return endOfMonth.test(text) && !/\d/.test(text) ? 31 : undefined
}

/** "2% 10", "2/10", "2-10", "2 % in 10 days", "1.5%/15"; and the text without it. */
function discountIn(text: string): { discountPercent: number; discountDays: number; rest: string } | undefined {
  const found =
    /(\d+(?:\.\d+)?)\s*%\s*(?:[-/,]|in|within|if paid (?:in|within))?\s*(\d{1,3})(?:\s*days?)?/.exec(text) ??
    /(?<![/\d])(\d(?:\.\d+)?)\s*[-/]\s*(\d{1,3})(?!\d)(?=.*\d)/.exec(text)
  if (!found) return undefined
  return {
    discountPercent: Number(found[1]),
    discountDays: Number(found[2]),
    rest: text.slice(0, found.index) + text.slice(found.index + found[0].length),
  }
}
