import { stamp } from './clock.ts'
import type { Company, Stored } from './company/company.ts'
import type { Definition } from './entities/definition.ts'
import { definitionInQuery } from './entities/definitions.ts'
import { refuse } from './fault.ts'
import { asFields, asText, type Fields, type Json } from './json.ts'
import { show } from './show.ts'
import type { World } from './world.ts'

const PAGE_DEFAULT = 100
const PAGE_MAX = 1000

type Operator = '=' | '<' | '>' | '<=' | '>=' | 'LIKE' | 'IN'
type Condition = { field: string; operator: Operator; values: string[] }

/** A query that was understood. */
type Query = {
  entity: string
  columns: string[] | 'all' | 'count'
  conditions: Condition[]
  order: { field: string; descending: boolean }[]
  start: number
  max: number
}

type Token = { is: 'word' | 'text' | 'sign'; text: string }

const unparsable = (detail: string) => refuse('4000', `QueryParserError: ${detail}`)
const invalid = (detail: string) => refuse('4001', `QueryValidationError: ${detail}`)

function tokensOf(query: string): Token[] {
  const tokens: Token[] = []
  const pattern = /\s+|'((?:[^'\\]|\\.)*)'|(<=|>=|[=<>(),*])|([A-Za-z0-9_.+:-]+)/gy
  while (pattern.lastIndex < query.length) {
    const at = pattern.lastIndex
    const found = pattern.exec(query)
    if (!found) throw unparsable(`Encountered " "${query.charAt(at)}" "" at column ${at + 1}. Lexical error.`)
    const [, text, sign, word] = found
    if (text !== undefined) tokens.push({ is: 'text', text: text.replace(/\\(.)/g, '$1') })
    else if (sign) tokens.push({ is: 'sign', text: sign })
    else if (word) tokens.push({ is: 'word', text: word })
  }
  return tokens
}

/** Understands a query in Intuit's dialect, or refuses it with 4000. */
function parseQuery(text: string): Query {
  const tokens = tokensOf(text)
  let position = 0
  const peek = () => tokens[position]
  const take = () => {
    const token = tokens[position]
    if (!token) throw unparsable('Encountered "<EOF>"')
    position += 1
    return token
  }
  const isNext = (wanted: string) => peek()?.is !== 'text' && peek()?.text.toLowerCase() === wanted
  const accept = (wanted: string) => isNext(wanted) && take() !== undefined
  const expect = (wanted: string) => {
    if (!accept(wanted)) throw unparsable(`Encountered "${peek()?.text ?? '<EOF>'}", expected "${wanted}"`)
  }
  const word = () => {
    const token = take()
    if (token.is !== 'word') throw unparsable(`Encountered "${token.text}", expected a name`)
    return token.text
  }
  const number = (least: number, what: string) => {
    const value = Number(word())
    if (!Number.isInteger(value) || value < least) throw invalid(`${what} has to be a whole number from ${least}`)
    return value
  }
  const value = () => {
    const token = take()
    if (token.is === 'sign') throw unparsable(`Encountered "${token.text}", expected a value`)
    return token.text
  }

  const columns = (): Query['columns'] => {
    if (accept('*')) return 'all'
    const names = [word()]
    if (names[0]?.toLowerCase() === 'count' && isNext('(')) {
      expect('(')
      expect('*')
      expect(')')
      return 'count'
    }
    while (accept(',')) names.push(word())
    return names
  }
  const condition = (): Condition => {
    const field = word()
    const operator = take()
    const sign = operator.text.toUpperCase()
    if (operator.is === 'word' && sign === 'IN') {
      expect('(')
      const values = [value()]
      while (accept(',')) values.push(value())
      expect(')')
      return { field, operator: 'IN', values }
    }
    if (sign === '=' || sign === '<' || sign === '>' || sign === '<=' || sign === '>=' || sign === 'LIKE')
      return { field, operator: sign, values: [value()] }
    throw unparsable(`Encountered "${operator.text}", expected an operator`)
  }

  expect('select')
  const query: Query = { entity: '', columns: columns(), conditions: [], order: [], start: 1, max: PAGE_DEFAULT }
  expect('from')
  query.entity = word()
  if (accept('where')) {
    do query.conditions.push(condition())
    while (accept('and'))
  }
  const isSpacedOut = accept('order')
  if (isSpacedOut) expect('by')
  if (isSpacedOut || accept('orderby')) {
    do {
      const field = word()
      const descending = accept('desc')
      if (!descending) accept('asc')
      query.order.push({ field, descending })
    } while (accept(','))
  }
  for (;;) {
    if (accept('startposition')) query.start = number(1, 'STARTPOSITION')
    else if (accept('maxresults')) query.max = number(1, 'MAXRESULTS')
    else break
  }
  if (peek()) throw unparsable(`Encountered "${peek()?.text}"`)
  if (query.max > PAGE_MAX) throw invalid(`MAXRESULTS is at most ${PAGE_MAX}`)
  return query
}

/** Runs a query against the books; the answer is a QueryResponse. */
export function runQuery(
  company: Company,
  text: string,
  singles: Record<string, () => Fields>,
  random: () => number,
): Fields {
  const query = parseQuery(text)
  const single = Object.entries(singles).find(([name]) => name.toLowerCase() === query.entity.toLowerCase())
  if (single) return { [single[0]]: [single[1]()], maxResults: 1 }
  const definition = definitionInQuery(query.entity)
  if (!definition) throw invalid(`Entity ${query.entity} is not known`)
  const columns = known(query, definition, company)

  const found = [...candidates(company, definition, query.conditions)].filter(
    (stored) => stored.deletedAt === null && query.conditions.every((each) => meets(stored, each, definition, company)),
  )
  if (query.columns === 'count') return { totalCount: found.length }
  const page = sorted(found, query, { definition, company, random }).slice(query.start - 1, query.start - 1 + query.max)
  if (page.length === 0) return {}
  const rows = page.map((stored) => projected(show(stored, company), columns))
  return { [definition.name]: rows, startPosition: query.start, maxResults: rows.length }
}

/** Puts names in Intuit's spelling and refuses those that cannot be filtered or sorted by. */
function known(query: Query, definition: Definition, { world }: Company): string[] | 'all' {
  const spell = (name: string, names: readonly string[], what: string) => {
    const spelled = names.find((each) => each.toLowerCase() === name.toLowerCase())
    if (!spelled) throw invalid(`Property ${name} not found for Entity ${definition.name} or cannot be ${what}`)
    return spelled
  }
  for (const condition of query.conditions) {
    condition.field = spell(condition.field, definition.filterable, 'filtered by')
    if (condition.field === 'Id' && condition.operator !== '=' && condition.operator !== 'IN')
      throw invalid('Id can only be compared with = and IN')
  }
  const sortable = definition.sortable.filter((field) => !isRefusedOrder(field, world))
  for (const order of query.order) order.field = spell(order.field, sortable, 'sorted by')
  const isInactiveHidden =
    definition.filterable.includes('Active') && !query.conditions.some(({ field }) => field === 'Active')
  if (isInactiveHidden) query.conditions.push({ field: 'Active', operator: '=', values: ['true'] })
  if (query.columns === 'all' || query.columns === 'count') return 'all'
  return query.columns.map((column) =>
    spell(column, [...definition.filterable, ...Object.keys(definition.fields)], 'selected'),
  )
}

const isRefusedOrder = (field: string, { orderById, orderByCreateTime, orderByUpdateTime }: World): boolean =>
  (field === 'Id' && orderById === 'refused') ||
  (field === 'MetaData.CreateTime' && orderByCreateTime === 'refused') ||
  (field === 'MetaData.LastUpdatedTime' && orderByUpdateTime === 'refused')

/** By Id, number and name there is an index; all else walks through the list. */
function candidates(company: Company, { name }: Definition, conditions: Condition[]): Iterable<Stored> {
  for (const { field, operator, values } of conditions) {
    if (operator !== '=' && operator !== 'IN') continue
    const each = new Set(values)
    if (field === 'Id') return [...each].flatMap((id) => company.find(name, id) ?? [])
    if (field === 'DocNumber') return distinct([...each].flatMap((number) => company.withNumber(name, number)))
    if (field === 'DisplayName' || field === 'Name')
      return distinct([...each].flatMap((text) => company.withName(name, text)))
  }
  return company.all(name)
}

const distinct = (found: Stored[]) => new Set(found)

function meets(
  stored: Stored,
  { field, operator, values }: Condition,
  definition: Definition,
  company: Company,
): boolean {
  const [wanted = ''] = values
  if (operator === 'IN') return values.some((each) => compare(valueAt(stored, field, definition, company), each) === 0)
  const value = valueAt(stored, field, definition, company)
  if (operator === 'LIKE') return isLike(String(value ?? ''), wanted)
  const order = compare(value, wanted)
  if (order === undefined) return false
  if (operator === '=') return order === 0
  if (operator === '<') return order < 0
  if (operator === '>') return order > 0
  return operator === '<=' ? order <= 0 : order >= 0
}

/** Texts compare without case, numbers as numbers, instants as instants; what is absent compares with nothing. */
function compare(value: Json | undefined, wanted: string): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number') return value - Number(wanted)
  if (typeof value === 'boolean') return String(value) === wanted.toLowerCase() ? 0 : -1
  const text = asText(value) ?? asText(asFields(value)?.['value']) ?? ''
  const isInstant = /^\d{4}-\d\d-\d\dT/.test(text)
  if (isInstant) return Date.parse(text) - Date.parse(wanted)
  const [left, right] = [text.toLowerCase(), wanted.trim().toLowerCase()]
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** Only `%` stands for anything; all else, `_` too, stands for itself. */
function isLike(value: string, pattern: string): boolean {
  const source = pattern
    .split('%')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^]*')
  return new RegExp(`^${source}$`, 'i').test(value)
}

/** The value to filter or sort by; only what is computed costs a computation. */
function valueAt(stored: Stored, field: string, definition: Definition, company: Company): Json | undefined {
  if (field === 'Id') return stored.id
  if (field === 'MetaData.CreateTime') return stamp(stored.createdAt)
  if (field === 'MetaData.LastUpdatedTime') return stamp(stored.updatedAt)
  if (field === 'DisplayName' || field === 'Name') return company.shownName(stored)
  if (field === 'FullyQualifiedName') return company.fullName(stored)
  const own = moving.has(field) ? undefined : stored.body[field]
  return own ?? definition.computed(stored, company)[field] ?? stored.body[field]
}

/** Fields that the body holds as they were sent, while what is shown follows from other entities. */
const moving = new Set(['QtyOnHand', 'POStatus'])

type Books = { definition: Definition; company: Company; random: () => number }

function sorted(found: Stored[], { order }: Query, { definition, company, random }: Books): Stored[] {
  const byId = (left: Stored, right: Stored) => Number(left.id) - Number(right.id)
  const places =
    company.world.rowsAlike === 'in any order' ? new Map(found.map((stored) => [stored, random()])) : undefined
  const asItComes = (left: Stored, right: Stored) =>
    places ? (places.get(left) ?? 0) - (places.get(right) ?? 0) : byId(left, right)
  const isById = order.every(({ field, descending }) => field === 'Id' && !descending)
  if (isById && (order.length > 0 || !places)) return found.sort(byId)
  return found.sort((left, right) => {
    for (const { field, descending } of order) {
      const [one, other] = [valueAt(left, field, definition, company), valueAt(right, field, definition, company)]
      const difference =
        field === 'Id' ? byId(left, right) : (compare(one ?? '', String(asText(other) ?? other ?? '')) ?? 0)
      if (difference !== 0) return descending ? 0 - difference : difference
    }
    return asItComes(left, right)
  })
}

function projected(row: Fields, columns: string[] | 'all'): Fields {
  if (columns === 'all') return row
  const wanted = new Set(['Id', 'domain', ...columns.map((column) => column.split('.')[0] ?? column)])
  return { ...Object.fromEntries(Object.entries(row).filter(([name]) => wanted.has(name))), sparse: true }
}
