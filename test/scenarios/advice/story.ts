import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActName } from '../../../shared/sync/acts.ts'
import { aCustomer, aPart, aVendor } from '../stage.ts'
import { type AdviceStage, type Company, openAdvice } from './company.ts'

/** What a story is told with: a company, names that nothing else has, and other companies. */
export type Teller = Company & { fresh: AdviceStage['fresh']; another: (...books: Books) => Promise<Company> }
type Books = Parameters<AdviceStage['company']>

/** How a record comes into trouble, and what becomes of it when a person does what the advice says, step by step. */
export type Story = {
  /** Which of the ways it is that the advice names, where there are several. */
  way?: string
  code: string
  /** Where the record is meanwhile; `company` where nothing is said of it, and all of the company stands. */
  state: 'off' | 'waiting' | 'held' | 'rejected' | 'unknown' | 'differs' | 'company'
  /** The books in which it happens, where those that all stories share would not do. */
  books?: Books
  /** Brings a record into trouble, and says which one. */
  trouble: (company: Teller) => Promise<string>
  follow: (company: Teller, key: string) => Promise<void>
  /** Where the record then is: in QuickBooks, unless the advice says otherwise. */
  ends?: 'synced' | 'deleted' | 'off'
}

/** A way out of everything for which a record can stand. */
export type Stories = readonly [Story, ...Story[]]

/** The accounts of the ERP that are linked: an expense, a bank, the payables and the receivables. */
const accounts = { 6100: '76', 1000: '35', 2000: '33', 1200: '84' }

/** What there is before any story begins: linked accounts, a customer, a vendor, and a part that is not stocked. */
async function furnish(company: Company): Promise<Company> {
  await company.feed(
    ...Object.keys(accounts).map((number): [string, object] => [
      `account/${number}`,
      { number, name: `No. ${number}` },
    ]),
  )
  await company.pull('account')
  for (const [number, id] of Object.entries(accounts)) await company.link('account', id, `account/${number}`)
  await company.feed(
    ['customer/C-1', aCustomer('C-1')],
    ['vendor/V-1', aVendor('V-1')],
    ['part/ABC1', aPart('ABC1', { non_inventory: true })],
  )
  return company
}

/** Tells the stories of a table, each of which follows its advice to the end. */
export function tell(title: string, table: Readonly<Record<string, readonly Story[]>>): void {
  let stage: AdviceStage
  let shared: Company
  beforeAll(async () => {
    stage = await openAdvice()
    shared = await furnish(await stage.company())
  }, 300_000)
  afterAll(() => stage?.stop())

  const stories = Object.entries(table).flatMap(([name, all]) =>
    all.map((story) => ({ name, way: 'as it says first', ...story })),
  )
  describe(title, { timeout: 120_000 }, () => {
    it.each(stories)('$name ($code): $way', async ({ name, books, code, state, trouble, follow, ends = 'synced' }) => {
      const another = async (...of: Books) => furnish(await stage.company(...of))
      const company: Teller = { ...(books ? await another(...books) : shared), fresh: stage.fresh, another }
      const key = await trouble(company)
      if (state === 'company') expect(await company.problems()).toMatchObject([{ cause: `company/${code}`, code }])
      else {
        const troubled = await company.record(key)
        expect(troubled).toMatchObject({ state, reason: { code } })
        if (troubled.reason?.action) expect(troubled.actions[0]).toEqual(troubled.reason.action)
        const told = await isToldTogether(company, key, code)
        // Only of what cannot be read is no more known than that.
        if (told && name !== 'flawed') expect(told.title).not.toContain('what the ERP says of them cannot be posted')
        const acts = troubled.actions.flatMap(({ kind, target }) => (kind === 'record' ? [target] : []))
        for (const [words, act] of buttons)
          if (words.test(troubled.reason?.next ?? '')) expect(acts, troubled.reason?.next).toContain(act)
        if (/look now/i.test(troubled.reason?.next ?? '')) expect(told).toMatchObject({ waitsFor: 'quickbooks' })
      }

      await follow(company, key)

      const { state: after, deleted, reason, link } = await company.record(key)
      expect({ after, reason: after === 'off' ? null : reason }).toEqual({
        after: ends === 'off' ? 'off' : 'synced',
        reason: null,
      })
      if (state === 'company') expect(await company.problems()).toEqual([])
      if (ends === 'deleted') expect({ deleted, link }).toEqual({ deleted: true, link: null })
    })
  })
}

/** What an advice says where there is a button for it, and the act that has to be there then. */
const buttons: readonly [RegExp, ActName][] = [
  [/\bretry\b/i, 'retry'],
  [/\bpush (it|this \w+) anyway\b/i, 'push-anyway'],
  [/\brestore\b/i, 'restore'],
  [/\b(accept that|leave it out)\b/i, 'accept'],
  [/\bresume\b/i, 'resume'],
  [/\bapprove it\b/i, 'approve'],
  [/\bmake a new item\b/i, 'replace'],
  [/\bwith one click\b/i, 'adopt'],
  [/\bsay here\b/i, 'resolve'],
]

/** Somewhere among the problems it is told with all others like it, under a heading that is not one record's own words. */
async function isToldTogether(company: Company, key: string, code: string) {
  const kind = key.slice(0, key.indexOf('/'))
  const told = (await company.problems()).find((one) => one.code === code && one.kinds.includes(kind))
  if (told) expect(told.title).toMatch(/^[A-Z][a-z ]+: /)
  return told
}

/** A document with no tax and no freight, so that it says nothing but what its story is about. */
export const anInvoiceOf = (invoicenum: string, change: object = {}) => ({
  invoicenum,
  custnum: 'C-1',
  invoicedate: '2026-11-20',
  lines: [{ prcpart: 'ABC1', qty: '3', price: '4.50', amount: '13.50' }],
  total_invoice_amount: '13.50',
  ...change,
})

export const aVoucherOf = (vouchernum: string, change: object = {}) => ({
  vouchernum,
  vendnum: 'V-1',
  invoice_date: '2026-11-20',
  splits: [{ account: '6100', amount: '10.00' }],
  ...change,
})

export const anEntryOf = (external_key: string, change: object = {}) => ({
  external_key,
  date: '2026-11-20',
  splits: [
    { account: '6100', debit: '5.00' },
    { account: '1000', credit: '5.00' },
  ],
  ...change,
})

/** A record that is wrong in the ERP, and is corrected there. */
export function corrected(
  code: string,
  kind: string,
  right: (id: string) => object,
  wrong: object,
  prepare: (company: Teller) => Promise<void> = async () => undefined,
): Story {
  return {
    code,
    state: 'held',
    trouble: async (company) => {
      await prepare(company)
      const id = company.fresh('X-')
      await company.feed([`${kind}/${id}`, { ...right(id), ...wrong }])
      return `${kind}/${id}`
    },
    follow: async (company, key) => company.feed([key, right(key.slice(kind.length + 1))]),
  }
}
