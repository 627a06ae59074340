import { confidenceOf } from './confidence.ts'
import type { Confidence, Listed, Suggestion } from './listed.ts'
import type { Model } from './model.ts'
import { pairNames } from './names.ts'
import { itemModel } from './weights.ts'
import { evidenceOf } from './wording.ts'
import { bareCode, fold } from './words.ts'

/** The ERP writes its product code, three characters, before a part's own number. */
const PRODUCT_CODE_LENGTH = 3

/** Part numbers shorter than this are equal by chance. */
const OWN_NUMBER_MIN = 4

/** What can be said for a pair found by part number, or by title only; titles are never proof. */
const SAME_NUMBER = 0.99
const SAME_NUMBER_OTHER_WORDS = 0.75
const OWN_NUMBER = 0.85
const TITLES_MAX = 0.94
const LONGER_NUMBER_MAX = 0.6

/**
 * Suggests which items are the same: by SKU or part number first; by title only where no numbers contradict it, and then
 * never for acceptance in bulk.
 */
export function suggestItems(
  entities: readonly Listed[],
  records: readonly Listed[],
  model: Model = itemModel,
): Suggestion[] {
  const byNumber = suggestByNumber(entities, records)
  const doneEntities = new Set(byNumber.map(({ entityId }) => entityId))
  const doneRecords = new Set(byNumber.map(({ recordId }) => recordId))
  const byTitle = suggestByTitle(
    entities.filter(({ id }) => !doneEntities.has(id)),
    records.filter(({ id }) => !doneRecords.has(id)),
    model,
  )
  return [...byNumber, ...byTitle]
}

/** An item's number: its SKU, or its name where that is a number itself, as QuickBooks users often have it. */
function numberOf({ number, name }: Listed): string {
  const code = bareCode(number ?? '')
  return code === '' && isNumber(name) ? bareCode(name) : code
}

const isNumber = (name: string): boolean => /\d/.test(name) && !/\s/.test(name.trim())

function suggestByNumber(entities: readonly Listed[], records: readonly Listed[]): Suggestion[] {
  const ofEntity = byKey(entities, numberOf)
  const ofRecord = byKey(records, numberOf)
  const suggestions: Suggestion[] = []
  for (const [number, [entity, ...moreEntities]] of ofEntity) {
    const [record, ...moreRecords] = ofRecord.get(number) ?? []
    if (!entity || !record || moreEntities.length + moreRecords.length > 0) continue
    suggestions.push(sameNumber(entity, record))
  }
  return [...suggestions, ...suggestByOwnNumber(ofEntity, ofRecord)]
}

function byKey(list: readonly Listed[], keyOf: (listed: Listed) => string): Map<string, Listed[]> {
  const groups = new Map<string, Listed[]>()
  for (const listed of list) {
    const key = keyOf(listed)
    if (key === '') continue
    const group = groups.get(key)
    if (group) group.push(listed)
    else groups.set(key, [listed])
  }
  return groups
}

function sameNumber(entity: Listed, record: Listed): Suggestion {
  const inactive = [
    ...(entity.active === false ? ['inactive in QuickBooks'] : []),
    ...(record.active === false ? ['inactive in the ERP'] : []),
  ]
  const alike = haveWordsInCommon(entity, record)
  const confidence: Confidence = alike && inactive.length === 0 ? 'exact' : 'likely'
  const literally = (entity.number ?? entity.name) === (record.number ?? record.name)
  return {
    entityId: entity.id,
    recordId: record.id,
    confidence,
    score: alike ? SAME_NUMBER : SAME_NUMBER_OTHER_WORDS,
    evidence: [
      literally ? 'same part number' : 'same part number but for punctuation, case or zeros',
      ...(alike ? [] : ['but the names have nothing in common']),
      ...inactive,
    ],
  }
}

/** Whether the titles, where both are more than the number itself, share any word of three letters' beginning. */
function haveWordsInCommon(entity: Listed, record: Listed): boolean {
  const stems = (listed: Listed) => {
    const number = numberOf(listed)
    const words = fold(listed.name).match(/\p{L}{3,}|\d+/gu) ?? []
    return bareCode(listed.name) === number ? [] : words.map((word) => word.slice(0, 3))
  }
  const ofEntity = stems(entity)
  const ofRecord = stems(record)
  return ofEntity.length === 0 || ofRecord.length === 0 || ofEntity.some((stem) => ofRecord.includes(stem))
}

/** QuickBooks may have the part's own number, without the ERP's product code before it. */
function suggestByOwnNumber(
  ofEntity: ReadonlyMap<string, readonly Listed[]>,
  ofRecord: ReadonlyMap<string, readonly Listed[]>,
): Suggestion[] {
  const lonely = [...ofRecord].filter(([number]) => !ofEntity.has(number)).flatMap(([, records]) => records)
  const byOwnNumber = byKey(lonely, (record) => numberOf(record).slice(PRODUCT_CODE_LENGTH))
  return [...ofEntity].flatMap(([number, [entity, ...more]]): Suggestion[] => {
    const [record, ...others] = ofRecord.has(number) ? [] : (byOwnNumber.get(number) ?? [])
    if (!entity || !record || more.length + others.length > 0 || number.length < OWN_NUMBER_MIN) return []
    const productCode = numberOf(record).slice(0, PRODUCT_CODE_LENGTH).toUpperCase()
    return [
      {
        entityId: entity.id,
        recordId: record.id,
        confidence: 'likely',
        score: OWN_NUMBER,
        evidence: [`same part number without the product code ${productCode}`],
      },
    ]
  })
}

function suggestByTitle(entities: readonly Listed[], records: readonly Listed[], model: Model): Suggestion[] {
  const options = { model, withFields: false, withCodes: true }
  return pairNames(entities, records, options, (pair, context): Suggestion | undefined => {
    const numbers = compareNumbers(bareCode(pair.entity.number ?? ''), bareCode(pair.record.number ?? ''))
    if (numbers === 'differ') return undefined
    const score = Math.min(pair.score, numbers === 'longer' ? LONGER_NUMBER_MAX : TITLES_MAX)
    const confidence = confidenceOf(score)
    if (confidence === undefined) return undefined
    return {
      entityId: pair.entity.id,
      recordId: pair.record.id,
      confidence,
      score: Math.round(score * 1000) / 1000,
      evidence: [
        ...evidenceOf(pair, context),
        ...(numbers === 'longer' ? [`part numbers alike: ${pair.entity.number} and ${pair.record.number}`] : []),
        ...(numbers === 'same' ? ['same part number, but it comes more than once'] : []),
      ],
    }
  })
}

/**
 * Part numbers one character apart are two products (1 of 498 was the same); one with letters added is the same product
 * half of the time.
 */
function compareNumbers(one: string, other: string): 'unknown' | 'same' | 'longer' | 'differ' {
  if (one === '' || other === '') return 'unknown'
  if (one === other) return 'same'
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return long.startsWith(short) && /^\p{L}+$/u.test(long.slice(short.length)) ? 'longer' : 'differ'
}
