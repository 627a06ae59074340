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
  story.quickBooks.configure({ world: { inactiveStock: 'is booked to cost' } })
  await story.push(event('customer/C-1', { custnum: 'C-1', name: 'Customer C-1' }))
})
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
      reason: { message: expect.stringContaining('account 4200'), next: expect.stringContaining('Link account 4200') },
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

describe.each(['moves the past', 'leaves the past'] as const)(
  'another account of a part, where it %s',
  (itemAccount) => {
    it('is that of later invoices, and those that are posted stay where they were', async () => {
      story.quickBooks.configure({ world: { itemAccount } })
      const account = calls.created('Account', {
        Name: `Sprocket income, ${itemAccount}`,
        AccountType: 'Income',
        AccountSubType: 'SalesOfProductIncome',
      })
      const [part, number] = [story.fresh('ACC'), itemAccount === 'moves the past' ? '43' : '44']
      await tieAccounts(story, { [number]: account })
      await story.push(event(`part/${part}`, aPart(part)), invoiceOf(`${part}-OLD`, part))

      await story.push(event(`part/${part}`, aPart(part, { income_account: number })), invoiceOf(`${part}-NEW`, part))

      const accountsOf = (number: string) =>
        story.held('Invoice', 'DocNumber', number).flatMap(({ postings }) => postings.map(({ account: id }) => id))
      expect(accountsOf(`${part}-OLD`)).toContain('79')
      expect(accountsOf(`${part}-OLD`)).not.toContain(account)
      expect(accountsOf(`${part}-NEW`)).toContain(account)
    })
  },
)

describe('a part that is not stocked, and then is', () => {
  it('gets a new item by one act, which later documents use, and the old one keeps its past', async () => {
    await story.push(event('part/STK1', aPart('STK1', { non_inventory: true })), invoiceOf('STK-OLD', 'STK1'))
    const old = String(items('STK1')[0]?.id)

    await story.push(event('part/STK1', aPart('STK1', { qoh: '40' })))
    expect(await record('part/STK1')).toMatchObject({
      state: 'held',
      reason: { code: 'item_type_fixed', next: expect.stringContaining('Make a new item') },
    })
    expect(await act('part/STK1', 'replace')).toMatchObject({ status: 200 })
    await story.push(invoiceOf('STK-NEW', 'STK1'))

    const made = items('STK1')
    expect(made).toMatchObject([{ entity: { Type: 'Inventory', QtyOnHand: 37 } }])
    expect(await record('part/STK1')).toMatchObject({ state: 'synced', link: { id: made[0]?.id } })
    expect(story.quickBooks.entity(story.realm, 'Item', old)?.entity).toMatchObject({
      Name: `STK1 (replaced, Id ${old}) (deleted)`,
      Active: false,
    })
    const item = 'entity.Line.0.SalesItemLineDetail.ItemRef.value'
    const invoice = (number: string) => story.held('Invoice', 'DocNumber', number)[0]
    expect(invoice('STK-OLD')).toHaveProperty(item, old)
    expect(invoice('STK-NEW')).toHaveProperty(item, made[0]?.id)
  })

  it('gets a new item the other way round too, and the stock of the old one is not booked to cost', async () => {
    await story.push(event('part/STK2', aPart('STK2', { qoh: '40' })))
    const old = String(items('STK2')[0]?.id)

    await story.push(event('part/STK2', aPart('STK2', { non_inventory: true })))
    expect(await record('part/STK2')).toMatchObject({ reason: { next: expect.stringContaining('last seen: 40') } })
    await act('part/STK2', 'replace')

    expect(items('STK2')).toMatchObject([{ entity: { Type: 'NonInventory' } }])
    expect(story.quickBooks.entity(story.realm, 'Item', old)?.entity).toMatchObject({ Active: true, QtyOnHand: 40 })
  })
})

describe('a stocked part that the ERP makes inactive', () => {
  const cost = () => story.quickBooks.trialBalance(story.realm).find(({ account }) => account === '80')?.debit ?? 0

  it('is held while it has stock on hand, with the amount that QuickBooks would book to cost, until a person says so', async () => {
    await story.push(event('part/END1', aPart('END1', { qoh: '50', default_cost: '1.20' })), invoiceOf('END1', 'END1'))
    const before = cost()

    await story.push(event('part/END1', aPart('END1', { qoh: '50', default_cost: '1.20', active: false })))

    expect(await record('part/END1')).toMatchObject({
      state: 'held',
      reason: { code: 'stock_on_hand', message: expect.stringMatching(/has 47 .* about 56\.40 .* of 1\.2/) },
    })
    expect(items('END1')).toMatchObject([{ entity: { Active: true, QtyOnHand: 47 } }])
    expect(cost()).toBe(before)

    await act('part/END1', 'push-anyway')

    expect(await record('part/END1')).toMatchObject({ state: 'synced', link: { active: false } })
    expect(cost()).toBe(before + 56.4)
  })

  it('is asked about as well where QuickBooks would leave its stock as it is, since nobody can know', async () => {
    story.quickBooks.configure({ world: { inactiveStock: 'stays' } })
    await story.push(event('part/END0', aPart('END0')))
    await story.push(event('part/END0', aPart('END0', { active: false })))
    expect(await record('part/END0')).toMatchObject({ state: 'held', reason: { code: 'stock_on_hand' } })
    const before = cost()

    await act('part/END0', 'push-anyway')
    story.quickBooks.configure({ world: { inactiveStock: 'is booked to cost' } })

    expect(await record('part/END0')).toMatchObject({ state: 'synced', link: { active: false } })
    expect(cost()).toBe(before)
  })

  it('becomes inactive by a retry once its quantity is brought to nought in QuickBooks', async () => {
    await story.push(event('part/END2', aPart('END2')))
    await story.push(event('part/END2', aPart('END2', { active: false })))
    expect(await record('part/END2')).toMatchObject({ state: 'held', reason: { code: 'stock_on_hand' } })

    const [item] = items('END2')
    calls.person().edit('Item', String(item?.id), { QtyOnHand: 0, InvStartDate: '2026-11-30' })
    await act('part/END2', 'retry')

    expect(await record('part/END2')).toMatchObject({ state: 'synced', link: { active: false } })
  })

  it('takes no stock into QuickBooks that would have to be booked out again', async () => {
    await story.push(event('part/END3', aPart('END3', { active: false })), invoiceOf('END3', 'END3'))

    expect(await record('invoice/END3')).toMatchObject({ state: 'synced' })
    expect(await record('part/END3')).toMatchObject({
      reason: { message: expect.stringContaining('has -3 of it on hand') },
    })
  })
})
