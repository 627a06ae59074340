import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

const Status = z.looseObject({ attention: z.object({ records: z.number() }), answer: z.string() })
const Problems = z.object({ items: z.array(z.looseObject({ cause: z.string(), code: z.string(), count: z.number() })) })

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await story.push(anEvent(story.company, 'part/ABC1', aPart('ABC1')))
}, 60_000)
afterAll(() => story?.stop())

const event = (key: string, record: object) => anEvent(story.company, key, record)
const get = async (path: string) => (await story.stage.call('GET', `/companies/${story.company}/${path}`)).body
const attention = async () => z.parse(Status, await get('status')).attention.records
const answer = async () => z.parse(Status, await get('status')).answer
const problems = async () => z.parse(Problems, await get('problems')).items

/** As if a record had begun to wait long ago. */
async function hasWaitedLong(key: string): Promise<void> {
  const { aws, tables } = story.stage.endpoints
  const credentials = { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey }
  const db = new DynamoDBClient({ region: aws.region, endpoint: aws.dynamodb, credentials })
  await db.send(
    new UpdateItemCommand({
      TableName: tables['records'],
      Key: { pk: { S: story.company }, sk: { S: key } },
      UpdateExpression: 'SET waits.since = :then',
      ExpressionAttributeValues: { ':then': { S: '2026-01-01T00:00:00.000Z' } },
    }),
  )
  db.destroy()
}

describe('a cause on which much hangs', { timeout: 60_000 }, () => {
  it('is one problem, with what waits for it one behind another, and so is all of a kind that was never sent', async () => {
    await story.stage.settle(story.company, {}, { defaultAccounts: { income: null } })
    const lines = (prcpart: string) => ({ lines: [{ prcpart, qty: '3', price: '4.50', amount: '13.50' }] })
    await story.push(
      ...['R1', 'R2'].map((part) => event(`part/${part}`, aPart(part))),
      event('customer/C-ROOT', aCustomer('C-ROOT', { name: ' ' })),
      event('customer/C-BELOW', aCustomer('C-BELOW', { parent: 'C-ROOT' })),
      event('invoice/ROOT1', anInvoice('ROOT1', { custnum: 'C-BELOW' })),
      event('invoice/ROOT2', anInvoice('ROOT2', { custnum: 'C-BELOW' })),
      ...['R1', 'R2'].map((part) =>
        event(`invoice/OF-${part}`, anInvoice(`OF-${part}`, { custnum: 'C-OF', ...lines(part) })),
      ),
      event('customer/C-OF', aCustomer('C-OF')),
      ...['A', 'B'].map((one) => event(`invoice/NO-${one}`, anInvoice(`NO-${one}`, { custnum: `C-NO-${one}` }))),
    )
    await hasWaitedLong('invoice/NO-A')
    await hasWaitedLong('invoice/NO-B')

    expect(await problems()).toMatchObject([
      { cause: 'held/default_account_missing/part', count: 2, blocks: { records: 2, amount: '33.16' } },
      { cause: 'held/E_NAME_EMPTY/customer', count: 1, blocks: { records: 3, amount: '33.16' } },
      { cause: 'waiting/customer', code: 'never_sent', count: 2, amount: '33.16' },
    ])
    expect(await attention()).toBe(5)

    await story.stage.settle(story.company, {})
    await story.push(
      event('customer/C-ROOT', aCustomer('C-ROOT')),
      ...['C-NO-A', 'C-NO-B'].map((one) => event(`customer/${one}`, aCustomer(one))),
    )
    expect(await problems()).toEqual([])
  })
})

describe('an invoice for a customer that the ERP never sent', { timeout: 60_000 }, () => {
  it('is no problem while the customer may be on its way', async () => {
    await story.push(event('invoice/GONE1', anInvoice('GONE1', { custnum: 'C-GONE' })))

    expect(await get('records/invoice/GONE1')).toMatchObject({ state: 'waiting', reason: { code: 'waiting' } })
    expect(await attention()).toBe(0)
    expect(await answer()).toBe('moving')
    expect(await problems()).toEqual([])
  })

  it('is a problem after a quarter of an hour, which says what to do, also where somebody has retried meanwhile', async () => {
    await hasWaitedLong('invoice/GONE1')
    await story.stage.call('POST', `/companies/${story.company}/records/invoice/GONE1/retry`, {})
    await story.stage.quiet(story.company)

    const reason = {
      code: 'never_sent',
      message: 'The ERP has never sent customer C-GONE, which it mentions.',
      next: expect.stringContaining('Have customer C-GONE sent'),
    }
    expect(await get('records/invoice/GONE1')).toMatchObject({ state: 'waiting', reason })
    expect(await get('records?state=waiting')).toMatchObject({ items: [{ id: 'GONE1', reason }] })
    expect(await get('status')).toMatchObject({
      answer: 'attention',
      attention: { records: 1, amount: '16.58' },
      approvals: { records: 0, amount: '0.00' },
      feed: { messages: 0, oldestSeconds: 0 },
      reads: { budget: 500_000 },
    })
    expect(await problems()).toMatchObject([
      {
        cause: 'waiting/customer',
        code: 'never_sent',
        title: 'Invoices: they wait for customers that the ERP has never sent',
        advice: reason.next,
        count: 1,
        amount: '16.58',
        sample: [{ reason }],
      },
    ])
  })

  it('goes out by itself when the customer comes, and nothing is left to see to', async () => {
    await story.push(event('customer/C-GONE', aCustomer('C-GONE')))

    expect(await get('records/invoice/GONE1')).toMatchObject({ state: 'synced' })
    expect(await attention()).toBe(0)
    expect(await answer()).toBe('agreed')
    expect(await problems()).toEqual([])
  })

  it('goes out by itself when the ERP corrects it', async () => {
    await story.push(event('invoice/GONE2', anInvoice('GONE2', { custnum: 'C-NONE' })))
    await hasWaitedLong('invoice/GONE2')
    expect(await attention()).toBe(1)

    await story.push(event('invoice/GONE2', anInvoice('GONE2', { custnum: 'C-GONE' })))

    expect(await get('records/invoice/GONE2')).toMatchObject({ state: 'synced' })
    expect(await attention()).toBe(0)
  })

  it('that waits for a customer who is held is one problem with him, and not two', async () => {
    await story.push(
      event('customer/C-HELD', aCustomer('C-HELD', { name: ' ' })),
      event('invoice/GONE3', anInvoice('GONE3', { custnum: 'C-HELD' })),
    )
    await hasWaitedLong('invoice/GONE3')

    expect(await attention()).toBe(1)
    expect(await problems()).toMatchObject([
      {
        cause: 'held/E_NAME_EMPTY/customer',
        title: 'Customers: they have no name',
        count: 1,
        amount: '0.00',
        blocks: { records: 1, amount: '16.58' },
      },
    ])
  })
})
