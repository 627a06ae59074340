import { describe, expect, it } from 'vitest'
import {
  agrees,
  judgeFound,
  lookUp,
  mayLookBack,
  maySend,
  nextRecovery,
  possiblyRenamed,
} from '../../../shared/sync/look-back.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const sentAt = Date.parse('2026-11-24T12:00:00Z')

describe('nextRecovery', () => {
  const stepsOf = (isReplayable: boolean) => {
    const times: number[] = []
    for (let now = sentAt; times.length < 8; now = sentAt + (times.at(-1) ?? 0) * SECOND) {
      times.push((nextRecovery(sentAt, now, isReplayable) - sentAt) / SECOND)
    }
    return times
  }

  it('replays soon, then less and less often, never after a minute; then looks, and long after that looks what is missing', () => {
    expect(stepsOf(true)).toEqual([2, 10, 30, 55, 75, 660, 780, 900])
    expect(maySend(sentAt, sentAt + 55 * SECOND)).toBe(true)
    expect(maySend(sentAt, sentAt + MINUTE + 1)).toBe(false)
    expect(mayLookBack(sentAt, sentAt + 11 * MINUTE - 1)).toBe(false)
  })

  it('only looks where a replay might be carried out as another write', () => {
    expect(stepsOf(false)).toEqual([2, 75, 660, 780, 900, 1020, 1140, 1260])
  })
})

const invoice = {
  DocNumber: '10482',
  TxnDate: '2026-11-20',
  CustomerRef: { value: '58' },
  Line: [{ Amount: 13.5 }, { Amount: 5 }],
  TxnTaxDetail: { TotalTax: 1.84 },
}
const found = {
  Id: '301',
  SyncToken: '0',
  DocNumber: '10482',
  TxnDate: '2026-11-20',
  CustomerRef: { value: '58', name: 'Harbor' },
  TotalAmt: 20.34,
  MetaData: { CreateTime: '2026-11-24T04:00:10-08:00' },
}
const create = { verb: 'create', type: 'Invoice', body: invoice } as const

describe('judgeFound', () => {
  it('knows our own document by number, date, party and total', () => {
    expect(judgeFound(create, [found], sentAt)).toMatchObject({ is: 'there', entity: { Id: '301' } })
  })

  it.each([
    ['another total', { TotalAmt: 20.35 }],
    ['another date', { TxnDate: '2026-11-21' }],
    ['another customer', { CustomerRef: { value: '59' } }],
  ])('neither takes a document with our number but %s for ours, nor says that ours is not there', (_, change) => {
    expect(judgeFound(create, [{ ...found, ...change }], sentAt)).toMatchObject({ is: 'unclear' })
  })

  it('does not take a document for ours that was made long before it was sent, or has another number', () => {
    const old = { ...found, MetaData: { CreateTime: '2026-11-23T12:00:00Z' } }
    expect(judgeFound(create, [old], sentAt)).toEqual({ is: 'not-there' })
    expect(judgeFound(create, [], sentAt)).toEqual({ is: 'not-there' })
  })

  it('knows ours also where the clock of QuickBooks is ten minutes behind', () => {
    const early = { ...found, MetaData: { CreateTime: '2026-11-24T11:50:00Z' } }
    expect(judgeFound(create, [early], sentAt)).toMatchObject({ is: 'there' })
  })

  it('knows a list entity by its name, also once somebody has made it inactive, which shows behind the name', () => {
    const write = { verb: 'create', type: 'Customer', body: { DisplayName: 'Harbor' } } as const
    const entity = { ...found, DisplayName: 'Harbor (deleted)', Active: false }
    expect(lookUp(write)).toContain("IN ('Harbor', 'Harbor (deleted)') AND Active IN (true, false)")
    expect(judgeFound(write, [entity], sentAt)).toMatchObject({ is: 'there' })
    expect(judgeFound(write, [{ ...entity, DisplayName: 'Harbor North' }], sentAt)).toEqual({ is: 'not-there' })
  })

  it('counts a discount as less, and leaves out the tax that QuickBooks has added by itself', () => {
    const { TxnTaxDetail: _, ...untaxed } = invoice
    const Line = [...invoice.Line, { DetailType: 'DiscountLineDetail', Amount: 2.5 }]
    const entity = { ...found, TotalAmt: 17.28, TxnTaxDetail: { TotalTax: 1.28 } }
    expect(judgeFound({ ...create, body: { ...untaxed, Line } }, [entity], sentAt)).toMatchObject({ is: 'there' })
  })

  it('knows ours where QuickBooks has kept another tax than was sent', () => {
    const entity = { ...found, TotalAmt: 19.98, TxnTaxDetail: { TotalTax: 1.48 } }
    expect(judgeFound(create, [entity], sentAt)).toMatchObject({ is: 'there' })
    const update = { verb: 'update', type: 'Invoice', body: { ...invoice, Id: '301', SyncToken: '0' } } as const
    expect(judgeFound(update, [{ ...entity, Line: invoice.Line, SyncToken: '1' }], sentAt)).toMatchObject({
      is: 'there',
    })
  })

  it('leaves it to a person when two could be ours', () => {
    expect(judgeFound(create, [found, { ...found, Id: '302' }], sentAt)).toMatchObject({ is: 'unclear' })
  })

  it('tells an update that was not done by the unchanged SyncToken', () => {
    const update = { verb: 'update', type: 'Invoice', body: { Id: '301', SyncToken: '0', DocNumber: '10482' } } as const
    expect(judgeFound(update, [found], sentAt)).toEqual({ is: 'not-there' })
    expect(judgeFound(update, [{ ...found, SyncToken: '1' }], sentAt)).toMatchObject({ is: 'there' })
    expect(judgeFound(update, [{ ...found, SyncToken: '1', DocNumber: '9' }], sentAt)).toMatchObject({ is: 'changed' })
    expect(judgeFound(update, [], sentAt)).toEqual({ is: 'gone' })
  })
})

describe('possiblyRenamed', () => {
  const other = { verb: 'create', type: 'Invoice', body: { DocNumber: '77' } } as const
  const update = { verb: 'update', type: 'Invoice', body: { Id: '9', SyncToken: '0' } } as const
  const customer = { verb: 'create', type: 'Customer', body: { DisplayName: 'Harbor', PrimaryPhone: 'x' } } as const

  it('suspects a document that is the same but for its number, also one whose number was emptied', () => {
    expect(possiblyRenamed(create, [{ ...found, DocNumber: '77' }], sentAt, [update])).toHaveLength(1)
    expect(possiblyRenamed(create, [{ ...found, DocNumber: '' }], sentAt, [update])).toHaveLength(1)
  })

  it('leaves to another write of unclear outcome what carries its number, and alone what is another document', () => {
    expect(possiblyRenamed(create, [{ ...found, DocNumber: '77' }], sentAt, [other])).toEqual([])
    expect(possiblyRenamed(create, [{ ...found, DocNumber: '77', TotalAmt: 5 }], sentAt, [])).toEqual([])
  })

  it('suspects a document that was voided besides, and a journal entry that somebody wrote a note on', () => {
    expect(possiblyRenamed(create, [{ ...found, DocNumber: '78', TotalAmt: 0 }], sentAt, [])).toHaveLength(1)
    const Line = [{ Amount: 5, DetailType: 'JournalEntryLineDetail' }]
    const sent = { DocNumber: 'J-1', TxnDate: '2026-11-20', PrivateNote: 'Scrap', Line }
    const entry = { verb: 'create', type: 'JournalEntry', body: sent } as const
    const edited = { ...found, ...sent, DocNumber: '78', PrivateNote: 'By hand' }
    expect(possiblyRenamed(entry, [edited], sentAt, [])).toHaveLength(1)
    expect(possiblyRenamed(entry, [{ ...edited, Line: [{ Amount: 6 }] }], sentAt, [])).toEqual([])
  })

  it('suspects a list entity that still carries our name in one of its fields', () => {
    const renamed = { ...found, DisplayName: 'Bay', CompanyName: 'Harbor' }
    expect(possiblyRenamed(customer, [renamed], sentAt, [customer])).toHaveLength(1)
    expect(possiblyRenamed(customer, [{ ...renamed, CompanyName: 'Bay' }], sentAt, [customer])).toEqual([])
  })
})

describe('agrees', () => {
  it('takes an empty text for an absent one, and overlooks what QuickBooks adds', () => {
    expect(
      agrees(
        { Description: '', CustomerRef: { value: '58' } },
        { CustomerRef: { value: '58', name: 'H' }, Balance: 0 },
      ),
    ).toBe(true)
  })

  it('compares lines in their order without the subtotal', () => {
    const sent = { Line: [{ Amount: 5 }] }
    expect(
      agrees(sent, {
        Line: [
          { Amount: 5, Id: '1' },
          { DetailType: 'SubTotalLineDetail', Amount: 5 },
        ],
      }),
    ).toBe(true)
    expect(agrees(sent, { Line: [{ Amount: 6 }] })).toBe(false)
  })
})
