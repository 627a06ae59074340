import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { shownStates } from '../../shared/sync/record.ts'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

const Counted = z.object({
  kinds: z.record(z.string(), z.record(z.string(), z.number())),
  answer: z.string(),
  attention: z.object({ records: z.number(), amount: z.string() }),
  approvals: z.object({ records: z.number(), amount: z.string() }),
})
const Listed = z.object({ items: z.array(z.object({ id: z.string() })), next: z.nullable(z.string()) })
const Problems = z.object({
  items: z.array(z.object({ cause: z.string(), count: z.number(), amount: z.string() })),
})

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story?.stop())

const get = async (path: string) => (await story.stage.call('GET', `/companies/${story.company}/${path}`)).body
const event = (name: string, record: object | undefined) => anEvent(story.company, name, record)
const set = (more: object) => story.stage.call('PATCH', `/companies/${story.company}/settings`, more)

const isForApproval = (cause: string) => cause.startsWith('held/approval/')

/** What status, lists and Problems say, each counted for itself. */
async function counts() {
  const { kinds, answer, attention, approvals } = z.parse(Counted, await get('status'))
  const ofState = (state: string) => Object.values(kinds).reduce((sum, counted) => sum + (counted[state] ?? 0), 0)
  const listed = async (state: string) => {
    const { items, next } = z.parse(Listed, await get(`records?state=${state}&limit=100`))
    if (next !== null) throw new Error('more is listed than one page takes')
    return items.length
  }
  const { items } = z.parse(Problems, await get('problems'))
  const problems = items.filter(({ cause }) => !cause.startsWith('noted/') && !isForApproval(cause))
  return {
    answer,
    attention,
    approvals,
    inStatus: Object.fromEntries(shownStates.map((state) => [state, ofState(state)])),
    inLists: Object.fromEntries(await Promise.all(shownStates.map(async (state) => [state, await listed(state)]))),
    inProblems: {
      records: problems.reduce((sum, { count }) => sum + count, 0),
      amount: problems.reduce((sum, { amount }) => sum + Number(amount), 0).toFixed(2),
    },
    toApprove: items.reduce((sum, { cause, count }) => (isForApproval(cause) ? sum + count : sum), 0),
  }
}

function expectAgreement(said: Awaited<ReturnType<typeof counts>>) {
  expect(said.inLists).toEqual(said.inStatus)
  expect(said.inProblems.records).toBe(said.attention.records)
  expect(said.toApprove).toBe(said.approvals.records)
}

it('status, lists and Problems count the same, whatever states records are in', async () => {
  await story.push(
    event('part/ABC1', aPart('ABC1')),
    event('part/OLD1', aPart('OLD1', { qoh: '0' })),
    event('customer/C-1', aCustomer('C-1')),
    event('customer/C-9', aCustomer('C-9', { name: 'Colon: Inc' })),
    event('invoice/1', anInvoice('1')),
    event('invoice/2', anInvoice('2', { total_invoice_amount: '99.00' })),
    event('invoice/3', anInvoice('3', { custnum: 'C-9' })),
    event('invoice/4', anInvoice('4', { custnum: 'C-GONE' })),
    event('invoice/5', anInvoice('5', { invoicedate: '2022-01-05' })),
    event('invoice/6', anInvoice('6')),
    event('invoice/7', anInvoice('7')),
  )
  await story.push(event('invoice/6', undefined), event('part/OLD1', undefined))
  await set({ invoiceDelete: 'void' })
  await story.push(event('invoice/7', undefined))
  await set({ approveBeforePosting: true })
  await story.push(event('invoice/8', anInvoice('8')))

  const said = await counts()
  expect(said.inStatus).toMatchObject({ held: 3, off: 1, waiting: 2, deleted: 3 })
  expectAgreement(said)
  expect(said).toMatchObject({
    answer: 'attention',
    attention: { records: 2, amount: '99.00' },
    approvals: { records: 1, amount: '16.58' },
    inProblems: { records: 2, amount: '99.00' },
  })
})

it('they do so too while there is no connection, when what is pending waits for somebody', async () => {
  await story.stage.call('POST', `/companies/${story.company}/disconnect`, {})
  await set({ approveBeforePosting: false })
  await story.stage.feed(event('customer/C-2', aCustomer('C-2')))

  const said = await until(counts, ({ attention }) => attention.records > 2)
  expectAgreement(said)
  expect(said.inStatus).toMatchObject({ pending: 0 })
})
