import {
  InternalServerError,
  ProvisionedThroughputExceededException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { apart } from '../../../shared/lib/apart.ts'
import { isPassing } from '../../../shared/lib/passing.ts'

const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more })
const zodError = z.safeParse(z.string(), 1).error

describe('an error passes', () => {
  it.each<[string, unknown]>([
    ['throttling', new ProvisionedThroughputExceededException({ $metadata: {}, message: '' })],
    ['a fault of DynamoDB', new InternalServerError({ $metadata: { httpStatusCode: 500 }, message: '' })],
    ['a table that is missing', new ResourceNotFoundException({ $metadata: { httpStatusCode: 400 }, message: '' })],
    ['missing rights', named('AccessDeniedException', { $fault: 'client', $metadata: { httpStatusCode: 400 } })],
    ['what the SDK says may be tried again', named('SomethingNew', { $retryable: { throttling: true } })],
    ['a request that took too long', named('TimeoutError')],
    ['a connection that was cut', named('Error', { code: 'ECONNRESET' })],
    ['a fetch whose connection was cut', Object.assign(new TypeError('fetch failed'), { cause: { code: 'EPIPE' } })],
    ['several, of which one does', new AggregateError([new Error('one'), named('TimeoutError')])],
  ])('if it is %s', (_, error) => {
    expect(isPassing(error)).toBe(true)
  })
})

describe('an error would come again', () => {
  const itself = new Error('its own cause')
  itself.cause = itself
  it.each<[string, unknown]>([
    ['a row that does not pass its schema', zodError],
    ['a mistake of ours', new TypeError('Cannot read properties of undefined')],
    ['a text that is no JSON', new SyntaxError('Unexpected token')],
    ['a request that DynamoDB cannot make sense of', named('ValidationException', { $fault: 'client', $metadata: {} })],
    ['bytes that are no zstd', named('Error', { code: 'ZSTD_error_prefix_unknown' })],
    ['no error at all', 'thrown text'],
    ['the cause of itself', itself],
  ])('if it is %s', (_, error) => {
    expect(isPassing(error)).toBe(false)
  })
})

describe('work for many that fails for one', () => {
  const values = Array.from({ length: 30 }, (_, index) => index)

  it.each(values)('is done for all others, and only the one is told of', async (bad) => {
    const told: number[] = []
    const run = async (some: readonly number[]) => {
      if (some.includes(bad)) throw new RangeError('not this one')
      return some
    }

    const done = await apart(values, run, async (value) => told.push(value))

    expect(done.flat()).toEqual(values.filter((value) => value !== bad))
    expect(told).toEqual([bad])
  })

  it('is left as it is, and not tried for each half, where it fails for the time being', async () => {
    let tries = 0
    const run = async () => {
      tries++
      throw named('TimeoutError')
    }

    await expect(apart(values, run, async () => undefined)).rejects.toThrow('TimeoutError')
    expect(tries).toBe(1)
  })
})
