import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { catalogCalls } from './catalog-calls.ts'
import { openStory } from './story.ts'

const Choices = z.looseObject({
  items: z.array(z.looseObject({ id: z.string(), name: z.string(), chosen: z.boolean() })),
  warnings: z.array(z.looseObject({ code: z.string() })),
})

let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
beforeAll(async () => {
  story = await openStory()
  calls = catalogCalls(story)
})
afterAll(() => story?.stop())
beforeEach(() => story.quickBooks.clearInjections())

const choices = async (use: string) => z.parse(Choices, (await calls.call('GET', `/accounts/choices?use=${use}`)).body)
const accountsNamed = (name: string) => story.held('Account', 'Name', name)

describe('a default account', () => {
  it('cannot be chosen before the chart of accounts is pulled, and that is said', async () => {
    expect(await choices('asset')).toMatchObject({ items: [], warnings: [{ code: 'not_pulled' }] })
    await calls.pull('account')
  })

  it.each([
    ['asset', 'Inventory Asset', { type: 'Other Current Asset', subType: 'Inventory', chosen: true }],
    ['income', 'Sales of Product Income', { type: 'Income', subType: 'SalesOfProductIncome', chosen: true }],
    ['expense', 'Cost of Goods Sold', { type: 'Cost of Goods Sold', subType: 'SuppliesMaterialsCogs', chosen: true }],
    ['payable', 'Accounts Payable (A/P)', { type: 'Accounts Payable', subType: 'AccountsPayable', chosen: true }],
  ])('for %s is chosen by name among those of the right type and detail type', async (use, name, shape) => {
    const { items, warnings } = await choices(use)
    expect(items.find((account) => account.name === name)).toMatchObject(shape)
    expect(new Set(items.map(({ type, subType }) => `${type} ${subType}`)).size).toBe(1)
    expect(warnings).toEqual([])
  })

  it('of the wrong type is refused by name', async () => {
    const checking = (await calls.entityNamed('account', 'Checking'))?.id
    expect(await calls.call('PATCH', '/settings', { defaultAccounts: { asset: checking } })).toMatchObject({
      status: 400,
      body: { code: 'E_ACCOUNT_TYPE', field: '/defaultAccounts/asset', detail: expect.stringContaining('"Checking"') },
    })
  })

  it('that is made inactive in QuickBooks is warned of, and cannot be chosen', async () => {
    const id = calls.created('Account', {
      Name: 'Second income',
      AccountType: 'Income',
      AccountSubType: 'SalesOfProductIncome',
    })
    await calls.pull('account')
    expect(await calls.call('PATCH', '/settings', { defaultAccounts: { income: id } })).toMatchObject({ status: 200 })
    calls.person().makeInactive('Account', id)
    await calls.pull('account')
    expect(await choices('income')).toMatchObject({ warnings: [{ code: 'chosen_unusable' }] })
    expect(await calls.call('PATCH', '/settings', { defaultAccounts: { income: id } })).toMatchObject({
      status: 400,
      body: { code: 'E_ACCOUNT' },
    })
  })
})

describe('an account that is missing', () => {
  const create = async (body: object) => {
    const { id } = await calls.batch('/accounts', body)
    return (await calls.items(id))[0]
  }

  it('is created in QuickBooks with the right type, and can be chosen at once', async () => {
    const made = await create({ use: 'asset', name: 'Parts on hand' })
    expect(made).toMatchObject({ outcome: 'created', name: 'Parts on hand' })
    expect(accountsNamed('Parts on hand')).toMatchObject([
      { entity: { AccountType: 'Other Current Asset', AccountSubType: 'Inventory' } },
    ])
    expect((await choices('asset')).items.map(({ id }) => id)).toContain(made?.id)
  })

  it('is found, not made again, when it is there already', async () => {
    expect(await create({ use: 'asset', name: 'parts on HAND' })).toMatchObject({ outcome: 'found' })
    expect(accountsNamed('Parts on hand')).toHaveLength(1)
  })

  it('is there once although the answer was lost', async () => {
    story.quickBooks.inject({ when: { path: '/account' }, effect: { is: 'drop', carriedOut: true } })
    expect(await create({ use: 'expense', name: 'Cost of parts' })).toMatchObject({ outcome: 'found' })
    expect(accountsNamed('Cost of parts')).toHaveLength(1)
  })

  it('is not taken from another use', async () => {
    expect(await create({ use: 'income', name: 'Parts on hand' })).toMatchObject({
      outcome: 'skipped',
      reason: { code: 'name_taken', message: expect.stringContaining('Income') },
    })
  })
})

it('counts the reads that Intuit meters, by month', async () => {
  const { body } = await story.stage.call('GET', `/companies/${story.company}/status`)
  const { meteredReads } = z.parse(z.object({ meteredReads: z.object({ month: z.string(), count: z.number() }) }), body)
  const reads = story.quickBooks.calls().filter(({ path }) => /\/(query|preferences)$/.test(path)).length
  expect(meteredReads.count).toBe(reads)
})
