import type { Change } from './change-event.ts'
import type { ErpRecord, Kind, RecordKey } from './record.ts'
import { isFoundBy, rankOf, searchText } from './search-words.ts'

/**
 * What a record is found by as of a version, in one line: its text, its key and the version, each line with its end. None of
 * the three holds a tab or an end of line, so that many lines are searched as one text.
 */
export type SearchLine = string

/** The line by which a record is found from now on; undefined if it is found by the one that it had, or is deleted. */
export function newLine(
  { key, version, record, flaw }: Pick<Change, 'key' | 'version' | 'record' | 'flaw'>,
  before: ErpRecord | undefined,
): SearchLine | undefined {
  const text = record || flaw ? searchText(key, record) : undefined
  if (text === undefined || (before && text === searchText(key, before))) return undefined
  return `${text}\t${key}\t${version.toString(36)}\n`
}

/** What stands in a line. */
function read(line: SearchLine): { text: string; key: RecordKey; version: number } {
  const [text = '', key = '', version = ''] = line.trimEnd().split('\t')
  return { text, key: key as RecordKey, version: Number.parseInt(version, 36) }
}

/** The lines of a text of many. */
export const linesIn = (text: string): SearchLine[] => text.match(/.*\n/g) ?? []

/** Lines by the kinds of their records. */
export function byKind(lines: readonly SearchLine[]): Map<Kind, SearchLine[]> {
  return Map.groupBy(lines, (line) => {
    const { key } = read(line)
    return key.slice(0, key.indexOf('/')) as Kind
  })
}

/** Of each record the line of its highest version: lines may come in any order, and more than once. */
export function newestOf(lines: readonly SearchLine[]): SearchLine[] {
  const newest = new Map<RecordKey, { line: SearchLine; version: number }>()
  for (const line of lines) {
    const { key, version } = read(line)
    if (version >= (newest.get(key)?.version ?? 0)) newest.set(key, { line, version })
  }
  return [...newest.values()].map(({ line }) => line)
}

type Hit = { line: SearchLine; text: string; rank: number }
const compare = (one: Hit, other: Hit) => one.rank - other.rank || (one.text < other.text ? -1 : 1)

/** The first of these hits in order, of each record only its best. */
function bestOf(hits: readonly Hit[], limit: number): Map<RecordKey, Hit> {
  const best = new Map<RecordKey, Hit>()
  for (const hit of hits.toSorted(compare)) {
    const { key } = read(hit.line)
    if (best.size < limit && !best.has(key)) best.set(key, hit)
  }
  return best
}

/**
 * The records whose lines have all of the words, those first that are most likely meant. Every line is looked at: the number
 * that was typed may stand behind thousands that only contain it.
 */
export function bestKeys(texts: readonly string[], words: readonly string[], limit: number): RecordKey[] {
  // The longest word is likely to stand in the fewest lines.
  const [longest] = words.toSorted((one, other) => other.length - one.length)
  if (!longest) return []
  let hits: Hit[] = []
  let worst: Hit | undefined
  for (const line of linesWith(texts, longest)) {
    const text = line.slice(0, line.indexOf('\t'))
    if (!isFoundBy(text, words)) continue
    const hit = { line, text, rank: rankOf(text, words) }
    if (worst && compare(hit, worst) > 0) continue
    hits.push(hit)
    // What is not among the best by then never will be.
    if (hits.length < 4 * limit) continue
    hits = [...bestOf(hits, limit).values()]
    if (hits.length === limit) worst = hits.at(-1)
  }
  return [...bestOf(hits, limit).keys()]
}

/** Each line in which a word stands, be it in what the record is found by or behind it. */
function* linesWith(texts: readonly string[], word: string): Generator<SearchLine> {
  for (const text of texts) {
    let end = 0
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, end)) {
      end = text.indexOf('\n', at) + 1
      yield text.slice(text.lastIndexOf('\n', at) + 1, end)
    }
  }
}
