import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { attributeAt, type Bindings, once, operand, type Path, pathIn, read } from './expression.ts'
import { Tokens } from './tokens.ts'
import type { Row } from './value.ts'

type Action = { path: Path; next: (before: Row, bindings: Bindings) => AttributeValue | undefined }

/** An update, ready to be carried out on a row. */
export type Update = (before: Row, bindings: Bindings) => { row: Row; touched: string[] }

const clauses: Record<string, (tokens: Tokens) => Action> = {
  SET: (tokens) => {
    const path = pathIn(tokens)
    tokens.expect('=')
    const first = operand(tokens)
    const sign = tokens.peek() === '+' ? 1 : tokens.peek() === '-' ? -1 : 0
    if (sign === 0) return { path, next: first }
    tokens.next()
    const second = operand(tokens)
    const sum = (row: Row, bindings: Bindings) =>
      Number(first(row, bindings)?.N) + sign * Number(second(row, bindings)?.N)
    return { path, next: (row, bindings) => ({ N: String(sum(row, bindings)) }) }
  },
  REMOVE: (tokens) => ({ path: pathIn(tokens), next: () => undefined }),
  /** Adds to a number, or members to a set. */
  ADD: (tokens) => {
    const path = pathIn(tokens)
    const amount = operand(tokens)
    return {
      path,
      next: (row, bindings) => {
        const [before, added] = [read(row, path, bindings), amount(row, bindings)]
        if (added?.SS) return { SS: [...new Set([...(before?.SS ?? []), ...added.SS])] }
        return { N: String(Number(before?.N ?? 0) + Number(added?.N)) }
      },
    }
  },
  /** Takes members out of a set; there are no empty ones. */
  DELETE: (tokens) => {
    const path = pathIn(tokens)
    const members = operand(tokens)
    return {
      path,
      next: (row, bindings) => {
        const gone = members(row, bindings)?.SS ?? []
        const SS = (read(row, path, bindings)?.SS ?? []).filter((member) => !gone.includes(member))
        return SS.length > 0 ? { SS } : undefined
      },
    }
  },
}

export const update = once<Update>((text) => {
  const tokens = new Tokens(text)
  const actions: Action[] = []
  while (!tokens.isAtEnd) {
    const word = tokens.next()
    const clause = clauses[word.toUpperCase()]
    if (!clause) throw new SyntaxError(`the clause ${word} is not known here: "${text}"`)
    do actions.push(clause(tokens))
    while (tokens.takes(','))
  }
  return (before, bindings) => {
    const row = { ...before }
    // Every value is computed from the row as it was.
    for (const { path, next } of actions) write(row, path, next(before, bindings), bindings)
    return { row, touched: [...new Set(actions.map(({ path }) => attributeAt(path[0] ?? '', bindings)))] }
  }
})

/** Writes into a row, copying the maps on the way: rows that were read before stay as they were. */
function write(row: Row, path: Path, value: AttributeValue | undefined, bindings: Bindings): void {
  const [step = '', ...rest] = path
  const name = attributeAt(step, bindings)
  if (rest.length === 0) {
    if (value === undefined) delete row[name]
    else row[name] = value
    return
  }
  const inner = row[name]?.M
  if (!inner) throw new SyntaxError('The document path provided in the update expression is invalid for update')
  const copy = { ...inner }
  write(copy, rest, value, bindings)
  row[name] = { M: copy }
}
