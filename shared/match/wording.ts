import type { Book } from './book.ts'
import { stopWords } from './dictionary.ts'
import type { PairFeatures } from './features.ts'
import type { Listed } from './listed.ts'
import type { Context, NamePair } from './names.ts'
import { isLegal } from './words.ts'

const legalNames = new Map([
  ['.inc', 'Inc.'],
  ['.corp', 'Corp.'],
  ['.co', 'Co.'],
  ['.ltd', 'Ltd.'],
  ['.gmbh', 'GmbH'],
])

const legalName = (form: string): string => legalNames.get(form) ?? form.slice(1).toUpperCase()

/** Why two names were paired, in a controller's words; never empty. */
export function evidenceOf(pair: NamePair, context: Context): string[] {
  const { features: f, entity, record } = pair
  return [...nameWords(pair, context), ...fieldWords(f), ...stateWords(entity, record), ...rivalWords(pair)]
}

function nameWords(pair: NamePair, context: Context): string[] {
  const { features: f, entity, record, isSameName } = pair
  if (pair.isAlias)
    return [f.keyEqual ? 'same as another name of it' : 'like another name of it', ...restWords(pair, context)]
  if (entity.name === record.name && isSameName) return ['same name']
  if (isSameName) return ['same name, written differently']
  const legal = legalWords(pair, context)
  if (f.keyEqual) return legal.length > 0 ? legal : ['same name, written differently']
  const rest = restWords(pair, context)
  const alike =
    f.acronym > 0
      ? 'the first letters of the other name'
      : rest.length > 0
        ? 'names have words in common'
        : 'nearly the same spelling'
  return [f.coverage + f.acronym > 0 ? alike : 'names differ', ...legal, ...rest]
}

function legalWords({ rowA, rowB, features }: NamePair, { books }: Context): string[] {
  const ofA = wordsOfRow(books.a, rowA, books.words.texts).filter(isLegal)
  const ofB = wordsOfRow(books.b, rowB, books.words.texts).filter(isLegal)
  const names = (forms: readonly string[]) => forms.map(legalName).join(' ')
  if (features.legalDiffers + features.legalConflict > 0)
    return [`${names(ofA)} in QuickBooks, ${names(ofB)} in the ERP`]
  const odd = [...ofA.filter((form) => !ofB.includes(form)), ...ofB.filter((form) => !ofA.includes(form))]
  return features.keyEqual && odd.length > 0 ? [`same name but for ${names(odd)}`] : []
}

function wordsOfRow({ names }: Book, row: number, texts: readonly string[]): string[] {
  return [...names.words.subarray(names.starts[row], names.starts[row + 1])].map((word) => texts[word] ?? '')
}

/** Which words only one of the names has. */
function restWords({ rowA, rowB, features }: NamePair, { books, alike }: Context): string[] {
  const ofA = [...books.a.names.words.subarray(books.a.names.starts[rowA], books.a.names.starts[rowA + 1])]
  const ofB = [...books.b.names.words.subarray(books.b.names.starts[rowB], books.b.names.starts[rowB + 1])]
  const text = (word: number) => books.words.texts[word] ?? ''
  const lacking = (own: readonly number[], other: readonly number[]) => {
    const together = other.map(text).join('')
    return own
      .filter((word) => !other.some((partner) => alike(word, partner) > 0) && !together.includes(text(word)))
      .map(text)
      .filter((word) => !isLegal(word) && !stopWords.has(word))
  }
  const onlyA = lacking(ofA, ofB)
  const onlyB = lacking(ofB, ofA)
  const isNumber = (word: string) => /^\d/.test(word)
  if (features.numberConflict && onlyA.some(isNumber) && onlyB.some(isNumber)) {
    return [`numbers differ: ${onlyA.filter(isNumber).join(' ')} and ${onlyB.filter(isNumber).join(' ')}`]
  }
  return [
    ...(onlyA.length > 0 ? [`only in QuickBooks: ${onlyA.join(' ')}`] : []),
    ...(onlyB.length > 0 ? [`only in the ERP: ${onlyB.join(' ')}`] : []),
  ]
}

function fieldWords(f: PairFeatures): string[] {
  if (!f.hasFields) return f.code > 0.5 ? ['same model number in the title'] : []
  const said: [number, string][] = [
    [f.phone, 'same phone'],
    [f.email, 'same e-mail'],
    [f.domain, 'same e-mail domain'],
    [f.samePlace, 'same street address'],
    [f.samePlace ? 0 : f.zip, 'same ZIP code'],
    [f.samePlace + f.zip > 0 ? 0 : f.city, 'same city'],
    [f.phoneDiffers, 'another phone'],
    [f.otherPlace, 'another address'],
    [f.otherPlace ? 0 : f.streetDiffers, 'another street'],
    [f.otherPlace ? 0 : f.zipDiffers, 'another ZIP code'],
    [f.stateDiffers, 'another state'],
  ]
  return said.flatMap(([holds, words]) => (holds > 0 ? [words] : []))
}

function stateWords(entity: Listed, record: Listed): string[] {
  return [
    ...(entity.active === false ? ['inactive in QuickBooks'] : []),
    ...(record.active === false ? ['inactive in the ERP'] : []),
  ]
}

function rivalWords({ sameKeyA, sameKeyB, rivalRecord, rivalEntity }: NamePair): string[] {
  return [
    ...(sameKeyA > 1 ? [`${sameKeyA} of this name in QuickBooks`] : []),
    ...(sameKeyB > 1 ? [`${sameKeyB} of this name in the ERP`] : []),
    ...(rivalRecord ? [`also like: ${rivalRecord.name}`] : []),
    ...(rivalEntity ? [`in QuickBooks also: ${rivalEntity.name}`] : []),
  ]
}
