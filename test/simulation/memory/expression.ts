import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { Tokens } from './tokens.ts'
import { compare, equal, type Row } from './value.ts'

/** What the placeholders of an expression stand for. */
export type Bindings = {
  names: Readonly<Record<string, string>> | undefined
  values: Readonly<Record<string, AttributeValue>> | undefined
}

type Value = AttributeValue | undefined
type Operand = (row: Row, bindings: Bindings) => Value
/** A condition, ready to be asked of a row. */
export type Condition = (row: Row, bindings: Bindings) => boolean
/** A place in a row: the steps that lead to it, with their placeholders still in. */
export type Path = readonly string[]

/** Each expression is read once, however often it is used: that is what makes the simulation quick. */
export function once<Compiled>(compile: (text: string) => Compiled): (text: string) => Compiled {
  const known = new Map<string, Compiled>()
  return (text) => {
    let compiled = known.get(text)
    if (compiled === undefined) {
      compiled = compile(text)
      known.set(text, compiled)
    }
    return compiled
  }
}

export const condition = once<Condition>((text) => {
  const tokens = new Tokens(text)
  const compiled = either(tokens)
  if (!tokens.isAtEnd) throw new SyntaxError(`"${tokens.peek()}" is not understood in "${text}"`)
  return compiled
})

function either(tokens: Tokens): Condition {
  const first = both(tokens)
  if (!tokens.takes('OR')) return first
  const rest = either(tokens)
  return (row, bindings) => first(row, bindings) || rest(row, bindings)
}

function both(tokens: Tokens): Condition {
  const first = single(tokens)
  if (!tokens.takes('AND')) return first
  const rest = both(tokens)
  return (row, bindings) => first(row, bindings) && rest(row, bindings)
}

function single(tokens: Tokens): Condition {
  if (tokens.takes('NOT')) {
    const denied = single(tokens)
    return (row, bindings) => !denied(row, bindings)
  }
  if (tokens.takes('(')) {
    const inner = either(tokens)
    tokens.expect(')')
    return inner
  }
  return tokens.peek(1) === '(' && tokens.peek() !== 'size' ? call(tokens) : comparison(tokens)
}

function call(tokens: Tokens): Condition {
  const name = tokens.next()
  tokens.expect('(')
  const subject = operand(tokens)
  const other = tokens.takes(',') ? operand(tokens) : undefined
  tokens.expect(')')
  switch (name) {
    case 'attribute_exists':
      return (row, bindings) => subject(row, bindings) !== undefined
    case 'attribute_not_exists':
      return (row, bindings) => subject(row, bindings) === undefined
    case 'begins_with':
      return (row, bindings) => subject(row, bindings)?.S?.startsWith(other?.(row, bindings)?.S ?? '\0') ?? false
    case 'contains':
      return (row, bindings) => subject(row, bindings)?.S?.includes(other?.(row, bindings)?.S ?? '\0') ?? false
    default:
      throw new SyntaxError(`the function ${name} is not known here`)
  }
}

function comparison(tokens: Tokens): Condition {
  const left = operand(tokens)
  if (tokens.takes('BETWEEN')) {
    const from = operand(tokens)
    tokens.expect('AND')
    const to = operand(tokens)
    const isIn = (order: number | undefined, sign: 1 | -1) => order !== undefined && order * sign >= 0
    return (row, bindings) => {
      const value = left(row, bindings)
      return isIn(compare(value, from(row, bindings)), 1) && isIn(compare(value, to(row, bindings)), -1)
    }
  }
  if (tokens.takes('IN')) {
    const choices = list(tokens)
    return (row, bindings) => choices.some((choice) => equal(left(row, bindings), choice(row, bindings)))
  }
  const operator = tokens.next()
  const right = operand(tokens)
  if (operator === '=') return (row, bindings) => equal(left(row, bindings), right(row, bindings))
  if (operator === '<>') return (row, bindings) => !equal(left(row, bindings), right(row, bindings))
  const holds = orders[operator]
  if (!holds) throw new SyntaxError(`the operator ${operator} is not known here`)
  return (row, bindings) => {
    const order = compare(left(row, bindings), right(row, bindings))
    return order !== undefined && holds(order)
  }
}

const orders: Record<string, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

function list(tokens: Tokens): Operand[] {
  const operands: Operand[] = []
  tokens.expect('(')
  do operands.push(operand(tokens))
  while (tokens.takes(','))
  tokens.expect(')')
  return operands
}

/** A value: a placeholder, a place in the row, or what a function makes of one. */
export function operand(tokens: Tokens): Operand {
  if (tokens.peek().startsWith(':')) {
    const name = tokens.next()
    return (_, { values }) => {
      const value = values?.[name]
      if (value === undefined) throw new SyntaxError(`the expression uses ${name}, which is not given`)
      return value
    }
  }
  if (tokens.peek(1) === '(') {
    const name = tokens.next()
    tokens.expect('(')
    const path = pathIn(tokens)
    if (name === 'size') {
      tokens.expect(')')
      return (row, bindings) => ({ N: String(read(row, path, bindings)?.S?.length ?? 0) })
    }
    if (name !== 'if_not_exists') throw new SyntaxError(`the function ${name} is not known here`)
    tokens.expect(',')
    const otherwise = operand(tokens)
    tokens.expect(')')
    return (row, bindings) => read(row, path, bindings) ?? otherwise(row, bindings)
  }
  const path = pathIn(tokens)
  return (row, bindings) => read(row, path, bindings)
}

export function pathIn(tokens: Tokens): Path {
  const steps = [tokens.next()]
  while (tokens.takes('.')) steps.push(tokens.next())
  return steps
}

/** The attribute that a step of a path names. */
export const attributeAt = (step: string, { names }: Bindings): string => {
  if (!step.startsWith('#')) return step
  const name = names?.[step]
  if (name === undefined) throw new SyntaxError(`the expression uses ${step}, which is not given`)
  return name
}

export function read(row: Row, path: Path, bindings: Bindings): Value {
  let value: Value = { M: row }
  for (const step of path) value = value?.M?.[attributeAt(step, bindings)]
  return value
}
