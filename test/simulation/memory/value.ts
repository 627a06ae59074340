import type { AttributeValue } from '@aws-sdk/client-dynamodb'

export type Row = Record<string, AttributeValue>

/** The text by which a key sorts. Every key of ours is text. */
export const textOf = (value: AttributeValue | undefined): string => value?.S ?? ''

/** Orders two values as DynamoDB does: within a type; values of two types are never in order. */
export function compare(left: AttributeValue | undefined, right: AttributeValue | undefined): number | undefined {
  if (left?.S !== undefined && right?.S !== undefined) return left.S === right.S ? 0 : left.S < right.S ? -1 : 1
  if (left?.N !== undefined && right?.N !== undefined) return Number(left.N) - Number(right.N)
  return undefined
}

/** Whether two values are the same, of whatever type. */
export function equal(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return false
  const order = compare(left, right)
  return order === undefined ? JSON.stringify(left) === JSON.stringify(right) : order === 0
}

/** Bytes of a row as they are charged for: names and values. */
export function sizeOf(row: Row): number {
  let bytes = 0
  for (const [name, value] of Object.entries(row)) bytes += name.length + sizeOfValue(value)
  return bytes
}

function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1
  if (value.B !== undefined) return value.B.length
  if (value.M !== undefined) return 3 + sizeOf(value.M) + Object.keys(value.M).length
  if (value.L !== undefined) return 3 + value.L.reduce((sum, each) => sum + sizeOfValue(each) + 1, 0)
  return 1
}
