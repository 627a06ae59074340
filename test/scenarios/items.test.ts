import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tieAccounts } from './accounts.ts'
import { catalogCalls } from './catalog-calls.ts'
import { anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
beforeAll(async () => {
  story = await openStory()
  calls = catalogCalls(story)
  await story.push(event('customer/C-1', { custnum: 'C-1', name: 'Customer C-1' }))
}, 60_000)
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const act = async (key: string, name: string) => {
  const answer = await calls.call('POST', `/records/${key}/${name}`, {})
  await story.stage.quiet(story.company)
  return answer
}
const items = (name: string) => story.held('Item', 'Name', name)
const invoiceOf = (invoicenum: string, prcpart: string) =>
  event(
    `invoice/${invoicenum}`,
    anInvoice(invoicenum, { lines: [{ prcpart, qty: '3', price: '4.50', amount: '13.50' }] }),
  )

describe('a part named like an item category of QuickBooks', () => {
  it('is held, and the category is neither offered, nor pulled, nor taken over', async () => {
    const category = calls.created('Item', { Name: 'CATBOLT', Type: 'Category' })
    await calls.call('PATCH', '/settings', { adoptByExactName: true })
    await story.push(event('part/CATBOLT', aPart('CATBOLT')), invoiceOf('CAT1', 'CATBOLT'))
    await calls.call('PATCH', '/settings', { adoptByExactName: false })

    expect(await record('part/CATBOLT')).toMatchObject({
      state: 'held',
      reason: { code: 'category_name', message: expect.stringContaining('item category "CATBOLT"') },
      link: null,
    })
    expect(await act('part/CATBOLT', 'adopt')).toMatchObject({ status: 409 })
    await calls.pull('item')
    expect(await calls.entityNamed('item', 'CATBOLT')).toBeUndefined()
    expect(await calls.link('item', category, 'part/CATBOLT')).toMatchObject({ status: 404 })
    expect(story.quickBooks.entity(story.realm, 'Item', category)?.entity).not.toHaveProperty('Description')
  })

  it('goes out by itself, with its invoice, once the category is renamed and the items are pulled again', async () => {
    const [category] = items('CATBOLT')
    calls.person().edit('Item', String(category?.id), { Name: 'Bolts' })
    await calls.pull('item')
    await story.stage.quiet(story.company)

    expect(await record('part/CATBOLT')).toMatchObject({ state: 'synced' })
    expect(await record('invoice/CAT1')).toMatchObject({ state: 'synced' })
    expect(items('CATBOLT')).toMatchObject([{ entity: { Type: 'Inventory' } }])
  })

  it('goes out by itself once the ERP renames it', async () => {
    calls.created('Item', { Name: 'CATNUT', Type: 'Category' })
    await story.push(event('part/CATNUT', aPart('CATNUT')))
    expect(await record('part/CATNUT')).toMatchObject({ state: 'held', reason: { code: 'category_name' } })

    await story.push(event('part/CATNUT', undefined), event('part/CATNUT2', aPart('CATNUT2')))

    expect(await record('part/CATNUT')).toMatchObject({ state: 'synced', deleted: true, link: null })
    expect(await record('part/CATNUT2')).toMatchObject({ state: 'synced' })
  })

  it('is taken for the category where it is one in the ERP too', async () => {
    const category = calls.created('Item', { Name: 'CATPINS', Type: 'Category' })
    await story.push(event('part/CATPINS', { prcpart: 'CATPINS', is_category: true }))
    expect(await record('part/CATPINS')).toMatchObject({ state: 'held', reason: { offer: { id: category } } })

    await act('part/CATPINS', 'adopt')

    expect(await record('part/CATPINS')).toMatchObject({ state: 'synced', link: { id: category } })
  })
})

describe('an account that is of the wrong type for its use', () => {
  it('lets its parts go once its detail type is put right in QuickBooks and the accounts are pulled again', async () => {
    const account = calls.created('Account', {
      Name: 'Widget income',
      AccountType: 'Income',
      AccountSubType: 'ServiceFeeIncome',
    })
    await tieAccounts(story, { 4100: account })
    await story.push(event('part/TYP1', aPart('TYP1', { income_account: '4100' })), invoiceOf('TYPE1', 'TYP1'))
    expect(await record('part/TYP1')).toMatchObject({ state: 'held', reason: { code: 'E_ACCOUNT_TYPE' } })

    calls.person().edit('Account', account, { AccountSubType: 'SalesOfProductIncome' })
    await calls.pull('account')
    await story.stage.quiet(story.company)

    expect(items('TYP1')).toMatchObject([{ entity: { IncomeAccountRef: { value: account } } }])
    expect(await record('invoice/TYPE1')).toMatchObject({ state: 'synced' })
  })
})

describe('an account of a part’s own that is not tied', () => {
  it('keeps the part waiting for the tie, and nothing is posted to the default account meanwhile', async () => {
    const account = calls.created('Account', {
      Name: 'Gadget income',
      AccountType: 'Income',
      AccountSubType: 'SalesOfProductIncome',
    })
    await story.push(event('part/OWN1', aPart('OWN1', { income_account: '4200' })), invoiceOf('OWN1', 'OWN1'))
    expect(await record('part/OWN1')).toMatchObject({
      state: 'waiting',
      reason: { message: expect.stringContaining('account 4200'), next: expect.stringContaining('Tie account 4200') },
    })
    expect(items('OWN1')).toEqual([])

    await tieAccounts(story, { 4200: account })

    expect(items('OWN1')).toMatchObject([{ entity: { IncomeAccountRef: { value: account } } }])
    expect(await record('invoice/OWN1')).toMatchObject({ state: 'synced' })
  })

  it('is nothing to wait for where the item has none of that use', async () => {
    await story.push(event('part/OWN2', aPart('OWN2', { non_inventory: true, asset_account: '1999' })))

    expect(await record('part/OWN2')).toMatchObject({ state: 'synced' })
  })
})
