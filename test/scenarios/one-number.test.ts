import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { tieAccounts } from './accounts.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

const Standing = z.object({ state: z.string() })
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await tieAccounts(story, { 6500: '76' })
  await story.stage.settle(story.company, everyKind)
  await story.push(
    event('vendor/V1', { vendnum: 'V1', name: 'Hollis Telecom' }),
    event('vendor/V2', { vendnum: 'V2', name: 'Marsh Freight' }),
    event('customer/C-1', aCustomer('C-1')),
    event('part/ABC1', aPart('ABC1')),
  )
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const bills = (number: string) => story.held('Bill', 'DocNumber', number)
const aVoucher = (vouchernum: string, number: string, amount: string, vendnum = 'V1') => ({
  vouchernum,
  vendor_invoice_number: number,
  vendnum,
  invoice_date: '2026-11-12',
  splits: [{ account: '6500', amount }],
})

/** Feeds two vouchers with one number together, and says which of them came first and has it. */
async function twoWith(number: string, one: string, other: string, ...others: string[]) {
  await story.push(
    event(`voucher/${one}`, aVoucher(one, number, '30.00')),
    event(`voucher/${other}`, aVoucher(other, number, '30.00')),
    ...others,
  )
  const isFirst = z.parse(Standing, await record(`voucher/${one}`)).state === 'synced'
  return isFirst ? { winner: one, loser: other } : { winner: other, loser: one }
}

it('two vouchers with one number of one vendor: one is posted, the other held, and everything else goes out', async () => {
  const { winner, loser } = await twoWith(
    'ACCT-2290',
    '9101',
    '9102',
    event('invoice/9110', anInvoice('9110')),
    event('voucher/9103', aVoucher('9103', 'OTHER-5', '32.00')),
  )

  expect(bills('ACCT-2290')).toHaveLength(1)
  expect(await record(`voucher/${winner}`)).toMatchObject({ state: 'synced' })
  expect(await record(`voucher/${loser}`)).toMatchObject({
    state: 'held',
    reason: { code: 'E_DOCNUMBER', message: expect.stringContaining(`ACCT-2290 is that of voucher ${winner} too`) },
    history: [],
  })
  expect(story.held('Invoice', 'DocNumber', '9110')).toHaveLength(1)
  expect(bills('OTHER-5')).toHaveLength(1)
})

it('the one that was held goes out by itself once the other has been renumbered in the ERP', async () => {
  const { winner, loser } = await twoWith('ACCT-3300', '9201', '9202')

  await story.push(event(`voucher/${winner}`, aVoucher(winner, 'ACCT-3301', '30.00')))

  expect(bills('ACCT-3301')).toHaveLength(1)
  expect(bills('ACCT-3300')).toHaveLength(1)
  expect(await record(`voucher/${loser}`)).toMatchObject({ state: 'synced' })
})

it('the one that was held goes out by itself once the other has been deleted in the ERP', async () => {
  const { winner, loser } = await twoWith('ACCT-4400', '9301', '9302')

  await story.push(event(`voucher/${winner}`, undefined))

  expect(bills('ACCT-4400')).toHaveLength(1)
  expect(await record(`voucher/${loser}`)).toMatchObject({ state: 'synced' })
})

it('the one that was held goes out once it has been renumbered itself', async () => {
  const { loser } = await twoWith('ACCT-5500', '9401', '9402')

  await story.push(event(`voucher/${loser}`, aVoucher(loser, 'ACCT-5501', '30.00')))

  expect(bills('ACCT-5500')).toHaveLength(1)
  expect(bills('ACCT-5501')).toHaveLength(1)
})

describe('two vendors may share a number', () => {
  it.each(['of the vendor', 'of the company', 'of nobody'] as const)(
    'where QuickBooks takes a number for that %s',
    async (billNumbers) => {
      story.quickBooks.configure({ world: { billNumbers } })
      const [number, one, other] = [story.fresh('SHARED-'), story.fresh('95'), story.fresh('96')]

      await story.push(
        event(`voucher/${one}`, aVoucher(one, number, '50.00', 'V1')),
        event(`voucher/${other}`, aVoucher(other, number, '51.00', 'V2')),
      )

      expect(bills(number).map(({ entity }) => entity['TotalAmt'])).toEqual(expect.arrayContaining([50, 51]))
      expect(bills(number)).toHaveLength(2)
    },
  )

  it('and where QuickBooks does not let them, one is held, and everything else goes out', async () => {
    story.quickBooks.configure({ world: { billNumbers: 'of the company' } })
    const bill = bills('SHARED-1').find(({ entity }) => entity['TotalAmt'] === 50)
    story.quickBooks.inject({
      when: { path: '/batch', entity: 'Bill' },
      times: 2,
      effect: {
        is: 'fault',
        items: [0],
        carriedOut: false,
        code: '6140',
        detail: `DocNumber=SHARED-1 is assigned to TxnType=Bill with TxnId=${bill?.id}`,
      },
    })

    await story.push(event('voucher/9701', aVoucher('9701', 'SHARED-X', '52.00', 'V2')))
    await story.push(event('voucher/9702', aVoucher('9702', 'SHARED-Y', '53.00', 'V2')))

    expect(await record('voucher/9701')).toMatchObject({ state: 'held', reason: { code: '6140' } })
    expect(bills('SHARED-Y')).toHaveLength(1)
  })
})
