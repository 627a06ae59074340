import { describe, expect, it } from 'vitest'
import { anEntry, aSide, connected } from './connected.ts'
import { asList, asText, type Fields, type Json } from './json.ts'

const idOf = (entity: Fields) => asText(entity['Id']) ?? ''
const linesOf = (entity: Fields) => asList(entity['Line'])

describe('journal entries', () => {
  it('post as they say, with lines numbered from nought', async () => {
    const { accepted, control, realmId } = connected()
    const receivable = aSide('Debit', '84', 40, { Entity: { Type: 'Customer', EntityRef: { value: '1' } } })
    const entry = await accepted(
      'JournalEntry',
      anEntry({ Line: [receivable, aSide('Debit', '15', 60), aSide('Credit', '35', 100)] }),
    )
    expect(linesOf(entry).map((line) => line['Id'])).toEqual(['0', '1', '2'])
    expect(entry).toMatchObject({ TotalAmt: 0, Adjustment: false })
    expect(control.entity(realmId, 'JournalEntry', idOf(entry))?.postings).toEqual([
      { account: '84', amount: 40, party: 'Customer/1' },
      { account: '15', amount: 60 },
      { account: '35', amount: -100 },
    ])
  })

  const vendorSide = aSide('Credit', '33', 100, { Entity: { Type: 'Vendor', EntityRef: { value: '5' } } })
  const customerSide = aSide('Debit', '84', 100, { Entity: { Type: 'Customer', EntityRef: { value: '1' } } })
  it.each<[string, Json[], string[]]>([
    ['debits that differ from credits', [aSide('Debit', '15', 100), aSide('Credit', '35', 99.99)], ['2300 Line']],
    ['a single line', [aSide('Debit', '15', 0)], ['6000']],
    ['a negative amount', [aSide('Debit', '15', -5), aSide('Credit', '35', -5)], ['2290 Amount']],
    ['a receivable without a customer', [aSide('Debit', '84', 100), aSide('Credit', '35', 100)], ['6000']],
    ['a payable without a vendor', [aSide('Debit', '15', 100), aSide('Credit', '33', 100)], ['6000']],
    [
      'a payable with a customer',
      [
        aSide('Debit', '15', 100),
        aSide('Credit', '33', 100, { Entity: { Type: 'Customer', EntityRef: { value: '1' } } }),
      ],
      ['6000'],
    ],
    ['a receivable and a payable at once', [customerSide, vendorSide], ['6000']],
    ['an account that is not there', [aSide('Debit', '999', 1), aSide('Credit', '35', 1)], ['2500 AccountRef']],
    [
      'a side that is neither',
      [
        aSide('Debit', '15', 1),
        { DetailType: 'JournalEntryLineDetail', Amount: 1, JournalEntryLineDetail: { AccountRef: { value: '35' } } },
      ],
      ['2260 PostingType'],
    ],
  ])('refuse %s', async (_what, lines, codes) => {
    expect(await connected().refused('JournalEntry', anEntry({ Line: lines }))).toEqual(codes)
  })

  it('say what is wrong with a receivable in the words that Intuit uses', async () => {
    const answer = await connected().post(
      'journalentry',
      anEntry({ Line: [aSide('Debit', '84', 1), aSide('Credit', '35', 1)] }),
    )
    expect(JSON.stringify(answer.body)).toContain(
      'When you use Accounts Receivable, you must choose a customer in the Name field.',
    )
  })
})

describe('inventory adjustments', () => {
  const adjustment = (difference: number): Fields => ({
    AdjustAccountRef: { value: '91' },
    TxnDate: '2026-11-20',
    Line: [
      {
        DetailType: 'ItemAdjustmentLineDetail',
        ItemAdjustmentLineDetail: { ItemRef: { value: '4' }, QtyDiff: difference },
      },
    ],
  })

  it('move the quantity and nothing of value', async () => {
    const { accepted, control, realmId, refused } = connected()
    const id = idOf(await accepted('InventoryAdjustment', adjustment(-20)))
    expect(control.entity(realmId, 'Item', '4')?.entity['QtyOnHand']).toBe(100)
    expect(control.trialBalance(realmId)).toEqual([])
    expect(await refused('InventoryAdjustment', { ...adjustment(-5), Id: id, SyncToken: '0' })).toEqual(['6000'])
    await accepted('InventoryAdjustment', { ...adjustment(-5), Id: id, SyncToken: '0', sparse: true })
    expect(control.entity(realmId, 'Item', '4')?.entity['QtyOnHand']).toBe(115)
  })
})
