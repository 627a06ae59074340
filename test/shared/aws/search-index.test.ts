import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { beforeEach, describe, expect, it } from 'vitest'
import { searchIndex } from '../../../shared/aws/search-index.ts'
import type { Kind } from '../../../shared/erp/record.ts'
import { MemoryDynamoDB } from '../../simulation/memory/dynamodb.ts'

const NOW = 1_764_000_000_000
/** So many rows are gathered, and fewer are not. */
const ENOUGH = 64

const line = (number: number, name: string, version = 1, kind: Kind = 'customer') =>
  `c${number} ${name}\t${kind}/C-${number}\t${version.toString(36)}\n`
const keysOf = (count: number) => Array.from({ length: count }, (_, number) => `customer/C-${number}`).sort()

let memory: MemoryDynamoDB
beforeEach(() => {
  memory = new MemoryDynamoDB()
})

/** The index over a client to which something happens at each command; it is told how many there were before. */
function index(
  happens: (commands: number, execute: () => object) => Promise<object> = async (_, execute) => execute(),
) {
  let commands = 0
  const send = (command: object) => happens(commands++, () => memory.execute(command))
  return searchIndex({ send } as unknown as DynamoDBClient, 'search')
}

/** The index over a client at which something is done just before a command, once. */
const interrupted = (at: number, meanwhile: () => Promise<unknown>) =>
  index(async (commands, execute) => {
    if (commands === at) await meanwhile()
    return execute()
  })

/** A row for each of so many records. */
async function addEach(count: number, name: string, { from = 0, version = 1 } = {}): Promise<void> {
  for (let number = from; number < from + count; number++) await index().add('acme', [line(number, name, version)], NOW)
}

const found = async (words: string, own = index()) => (await own.find('acme', ['customer'], [words], 10_000)).sort()

describe('the search index', () => {
  it('finds what was added at once, and where it was gathered', async () => {
    const reader = index()
    await addEach(ENOUGH - 1, 'quartz')
    expect(await found('quartz', reader)).toEqual(keysOf(ENOUGH - 1))
    await index().gather('acme')
    await addEach(1, 'quartz', { from: ENOUGH - 1 })
    expect(await found('quartz', reader)).toEqual(keysOf(ENOUGH))

    await index().gather('acme')
    await addEach(1, 'quartz', { from: ENOUGH })
    expect(await found('quartz', reader)).toEqual(keysOf(ENOUGH + 1))
  })

  it('writes nothing while there are few rows, nor a second time', async () => {
    await addEach(ENOUGH - 1, 'quartz')
    const before = memory.writeUnits
    await index().gather('acme')
    expect(memory.writeUnits).toBe(before)

    await addEach(1, 'quartz')
    await index().gather('acme')
    const after = memory.writeUnits
    expect(after).toBeGreaterThan(before + 1)
    await index().gather('acme')
    expect(memory.writeUnits).toBe(after)
  })

  it('forgets the name of an older version, in whichever order they come', async () => {
    for (const order of [
      ['basalt', 2, 'quartz', 1],
      ['quartz', 3, 'granite', 4],
    ] as const) {
      const [first, firstVersion, second, secondVersion] = order
      await index().add('acme', [line(7, first, firstVersion)], NOW)
      await index().add('acme', [line(7, second, secondVersion)], NOW + 1)
      await addEach(ENOUGH, 'other', { from: 100 })
      await index().gather('acme')
    }
    expect(await found('granite')).toEqual(['customer/C-7'])
    expect([...(await found('basalt')), ...(await found('quartz'))]).toEqual([])
  })

  it('keeps companies and kinds apart', async () => {
    const own = index()
    for (const company of ['acme', 'globex']) {
      const kind = company === 'acme' ? 'customer' : 'vendor'
      for (let row = 0; row < ENOUGH; row++) await own.add(company, [line(row, company, 1, kind)], NOW)
      await own.gather(company)
      await own.add(company, [line(ENOUGH, company, 1, kind)], NOW)
    }
    expect(await own.find('acme', ['customer'], ['acme'], 100)).toHaveLength(ENOUGH + 1)
    expect(await own.find('acme', ['vendor'], ['acme'], 100)).toEqual([])
    expect(await own.find('globex', ['customer', 'vendor'], ['acme'], 100)).toEqual([])
    expect(await own.find('globex', ['customer', 'vendor'], ['globex'], 100)).toHaveLength(ENOUGH + 1)
  })

  it('costs less than 0.4 write units a record, ten at a time, and reads what is full once', async () => {
    const records = 20_000
    let rowsRead = 0
    const reader = index(async (_, execute) => {
      const answer = execute() as { Items?: unknown[] }
      rowsRead += answer.Items?.length ?? 0
      return answer
    })
    for (let number = 0; number < records; number += 10) {
      const lines = Array.from({ length: 10 }, (_, one) => line(number + one, `${(number + one) * 7_919} tools`))
      await index().add('acme', lines, NOW)
      if (number % 1_000 === 990) await index().gather('acme')
    }
    expect(memory.writeUnits / records).toBeLessThan(0.4)

    expect(await found('tools', reader)).toHaveLength(10_000)
    expect(rowsRead).toBeGreaterThan(20)
    rowsRead = 0
    expect(await found('c19999', reader)).toEqual(['customer/C-19999'])
    expect(rowsRead).toBe(1)
  })

  it('never changes a block that is full, since whoever has read it does not look at it again', async () => {
    // 256 lines of 64 characters fill a block to its last one.
    const text = (number: number) => `quartz${number}`.padEnd(49 - String(number).length, ' x')
    const lines = Array.from({ length: 256 }, (_, number) => `${text(number)}\tcustomer/C-${number}\t1\n`)
    for (let row = 0; row < 256; row += 4) await index().add('acme', lines.slice(row, row + 4), NOW)
    await index().gather('acme')
    const reader = index()
    expect(await found('quartz', reader)).toHaveLength(256)

    for (let version = 2; version < ENOUGH + 2; version++) {
      await index().add('acme', [line(1, 'basalt', version)], NOW)
    }
    await index().gather('acme')
    expect(await found('basalt', reader)).toEqual(['customer/C-1'])
  })

  it('takes lines of any size and number', async () => {
    const text = '\u6771'.repeat(300)
    const lines = Array.from({ length: 1_000 }, (_, number) => line(number, text))
    for (let row = 0; row < ENOUGH; row++) await index().add('acme', lines.slice(row * 10), NOW)
    await index().gather('acme')
    expect(await found(text)).toEqual(keysOf(1_000))
  })
})

/** Names under which each record has to be found whatever happens: more than a block of them, and one called otherwise. */
const many = 256
async function addMany(): Promise<void> {
  await index().add('acme', [line(0, 'quartz', 1)], NOW)
  for (let number = 0; number < many; number += 4) {
    const own = [0, 1, 2, 3].map((one) =>
      line(number + one, 'basalt of the northern mountains as it was found by those who looked for it at first', 2),
    )
    await index().add('acme', [...own, line(number, 'a part', 1, 'part')], NOW + 1)
  }
}

/** More than it takes to gather those. */
const COMMANDS = 10

/** A gathering that waits before each command until it may pass. */
function stepwise() {
  let allowed = 0
  let passOn = () => {}
  let isOvertaken = false
  const gathering = index(async (_, execute) => {
    while (allowed === 0) {
      await new Promise<void>((resolve) => {
        passOn = resolve
      })
    }
    allowed--
    try {
      return execute()
    } catch (error) {
      isOvertaken = true
      throw error
    }
  }).gather('acme')
  return {
    isOvertaken: () => isOvertaken,
    async pass(commands: number): Promise<void> {
      allowed += commands
      passOn()
      if (commands === Number.POSITIVE_INFINITY) await gathering
      // Nothing but commands is waited for, and in memory those are carried out at once.
      else await new Promise(setImmediate)
    },
  }
}

describe('what was added is found', () => {
  it.each([
    ['before', true],
    ['after', false],
  ])('when gathering dies %s any of its commands, and once it was made up for', async (_, isBefore) => {
    let deaths = 0
    for (let at = 0, isDead = true; isDead; at++) {
      memory = new MemoryDynamoDB()
      await addMany()
      isDead = false
      const dying = index(async (commands, execute) => {
        isDead ||= commands === at
        if (isDead && isBefore) throw new Error('dead')
        const answer = execute()
        if (isDead) throw new Error('dead')
        return answer
      })
      await dying.gather('acme').catch(() => undefined)
      if (isDead) deaths++
      expect(await found('basalt')).toEqual(keysOf(many))
      await addEach(ENOUGH, 'granite', { from: many })
      await index().gather('acme')
      expect(await found('basalt')).toEqual(keysOf(many))
      expect(await index().find('acme', ['part'], ['part'], many)).toHaveLength(many / 4)
    }
    expect(deaths).toBeGreaterThan(8)
  })

  it('when two gather at once, in whatever order their commands come', async () => {
    let overtakings = 0
    for (let first = 0; first <= COMMANDS; first++) {
      for (let second = 0; second <= COMMANDS; second++) {
        memory = new MemoryDynamoDB()
        const reader = index()
        const isAllFound = async () => {
          expect(await found('basalt', reader)).toEqual(keysOf(many))
          expect(await found('flint', reader)).toHaveLength(ENOUGH)
        }
        await addEach(ENOUGH, 'granite', { from: 2 * many })
        await index().gather('acme')
        await addMany()
        const one = stepwise()
        await one.pass(first)
        await addEach(ENOUGH, 'flint', { from: many })
        const other = stepwise()
        await other.pass(second)
        await isAllFound()
        await one.pass(Number.POSITIVE_INFINITY)
        await isAllFound()
        await other.pass(Number.POSITIVE_INFINITY)
        await isAllFound()
        if (one.isOvertaken() || other.isOvertaken()) overtakings++
      }
    }
    expect(overtakings).toBeGreaterThan(COMMANDS)
  })

  it('when it is gathered while somebody searches', async () => {
    let interruptions = 0
    for (let at = 0, isInterrupted = true; isInterrupted; at++) {
      memory = new MemoryDynamoDB()
      await addMany()
      isInterrupted = false
      const reader = interrupted(at, async () => {
        isInterrupted = true
        await index().gather('acme')
      })
      expect(await found('basalt', reader)).toEqual(keysOf(many))
      expect(await found('basalt', reader)).toEqual(keysOf(many))
      if (isInterrupted) interruptions++
    }
    expect(interruptions).toBe(4)
  })
})
