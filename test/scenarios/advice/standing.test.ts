import type { Reason } from '../../../shared/sync/reason.ts'
import type { standing } from '../../../shared/sync/reasons/standing.ts'
import { reasons } from '../../../shared/sync/reasons.ts'
import { until } from '../../local/until.ts'
import { aCustomer, anEvent, aPart } from '../stage.ts'
import type { Company } from './company.ts'
import { anInvoiceOf, aVoucherOf, type Stories, type Teller, tell } from './story.ts'

const LONG_AGO = '2026-01-01T00:00:00.000Z'
const IN_YEARS = Date.parse('2030-01-01T00:00:00Z')
const writerOf = ({ name }: Company) => ({ pk: `company/${name}`, sk: 'writer' })
const rowOf = (company: Company, key: string) => ({ pk: company.name, sk: key })
const idIn = (key: string) => key.slice(key.indexOf('/') + 1)

/** An invoice with nothing wrong about it. */
async function fedInvoice(company: Teller, change: object = {}): Promise<string> {
  const id = company.fresh('INV-')
  await company.feed([`invoice/${id}`, anInvoiceOf(id, change)])
  return `invoice/${id}`
}

async function heldByPerson(company: Teller): Promise<string> {
  const id = company.fresh('C-')
  await company.feed([`customer/${id}`, aCustomer(id)])
  await company.act(`customer/${id}`, 'hold')
  return `customer/${id}`
}

/** A customer whose link somebody has undone. */
async function unlinked(company: Teller): Promise<string> {
  const id = company.fresh('C-')
  await company.feed([`customer/${id}`, aCustomer(id)])
  await company.pull('customer')
  await company.unlink('customer', company.idOf('Customer', 'DisplayName', `Customer ${id}`))
  return `customer/${id}`
}

/** Approves what the preview of a record shows. */
async function approve(company: Company, key: string): Promise<void> {
  const { digest } = (await company.done('GET', `/records/${key}/preview`)) as { digest: string }
  await company.act(key, 'approve', { digest })
}

async function deletedInQuickBooks(company: Teller): Promise<string> {
  const key = await fedInvoice(company)
  company.person().delete('Invoice', company.idOf('Invoice', 'DocNumber', idIn(key)))
  await company.feed([key, anInvoiceOf(idIn(key), { custponum: 'changed' })])
  return key
}

/** An account that the ERP knows and nobody has linked, and a voucher on it. */
async function onUnlinkedAccount(company: Teller): Promise<string> {
  const [number, id] = [company.fresh('65'), company.fresh('9')]
  await company.feed(
    [`account/${number}`, { number, name: 'Freight in' }],
    [`voucher/${id}`, aVoucherOf(id, { splits: [{ account: number, amount: '10.00' }] })],
  )
  return `voucher/${id}`
}

/** Makes a new account in QuickBooks, pulls the accounts and links it to the one of the ERP. */
async function linkAccount(company: Teller, number: string): Promise<void> {
  const account = company.created('Account', { Name: `Freight in ${number}`, AccountType: 'Expense' })
  await company.pull('account')
  await company.link('account', account, `account/${number}`)
}

const waitsFor = async (company: Company, key: string): Promise<string> =>
  (await company.record(key)).actions[0]?.target ?? ''

const neverSent = async (company: Teller): Promise<string> => {
  const key = await fedInvoice(company, { custnum: company.fresh('C-GONE') })
  await company.put('records', rowOf(company, key), { waits: { on: await waitsFor(company, key), since: LONG_AGO } })
  return key
}

/** An invoice of a customer that was held, and that the ERP has deleted since. */
const mentionsDeleted = async (company: Teller): Promise<string> => {
  const custnum = company.fresh('C-')
  await company.feed([`customer/${custnum}`, aCustomer(custnum, { name: '' })])
  const key = await fedInvoice(company, { custnum })
  await company.feed([`customer/${custnum}`, undefined])
  return key
}

/** As if a customer that is in QuickBooks had come to this by a fault of ours, or of the network's. */
async function stoppedFor(
  company: Teller,
  state: string,
  { code, message, next }: Reason,
  more: Record<string, unknown> = {},
): Promise<string> {
  const id = company.fresh('C-')
  const key = `customer/${id}`
  await company.feed([key, aCustomer(id)])
  const open = `${state}/${code}/${key}`
  await company.put('records', rowOf(company, key), { open, openIndex: open, reason: { code, message, next }, ...more })
  return key
}
const unresolved = { unresolved: { epoch: 1, detail: 'no answer' } }

/** One story for every way out of every reason; a reason without a story fails the build. */
const stories: Record<keyof typeof standing, Stories> = {
  tiedOnly: [
    {
      code: 'tied_only',
      state: 'off',
      trouble: async (company) => {
        const number = company.fresh('65')
        await company.feed([`account/${number}`, { number, name: 'Freight in' }])
        return `account/${number}`
      },
      follow: (company, key) => linkAccount(company, idIn(key)),
      ends: 'off',
    },
  ],
  kindOff: [
    {
      code: 'kind_off',
      state: 'off',
      trouble: async (company) => {
        await company.set({ switches: { voucher: false } })
        await company.feed(['voucher/V1', aVoucherOf('V1')])
        return 'voucher/V1'
      },
      follow: async (company) => {
        await company.set({ switches: { voucher: true } })
        await company.backfill()
      },
    },
  ],
  beforeGoLive: [
    {
      code: 'before_go_live',
      state: 'off',
      trouble: (company) => fedInvoice(company, { invoicedate: '2022-12-01' }),
      follow: (company, key) => company.act(key, 'push-anyway'),
    },
    {
      way: 'by moving the go-live date',
      code: 'before_go_live',
      state: 'off',
      trouble: (company) => fedInvoice(company, { invoicedate: '2022-12-01' }),
      follow: async (company) => {
        await company.set({ goLiveAt: '2022-06-01' })
        await company.backfill()
        await company.set({ goLiveAt: '2023-01-01' })
      },
    },
  ],
  untied: [
    {
      code: 'untied',
      state: 'held',
      trouble: unlinked,
      follow: (company, key) => {
        const id = company.idOf('Customer', 'DisplayName', `Customer ${idIn(key)}`)
        return company.link('customer', id, key)
      },
    },
    {
      way: 'by a new one in QuickBooks',
      code: 'untied',
      state: 'held',
      trouble: unlinked,
      follow: async (company, key) => {
        const id = company.idOf('Customer', 'DisplayName', `Customer ${idIn(key)}`)
        company.person().rename('Customer', id, `Former customer ${idIn(key)}`)
        await company.act(key, 'resume')
      },
    },
  ],
  otherBooks: [
    {
      code: 'other_books',
      state: 'off',
      books: [],
      trouble: async (company) => {
        const key = await fedInvoice(company)
        await company.connect(company.newRealm())
        await until(
          () => company.record(key),
          ({ state }) => state === 'off',
        )
        return key
      },
      follow: (company) => company.backfill(),
    },
  ],
  heldByPerson: [
    {
      code: 'held_by_person',
      state: 'held',
      trouble: heldByPerson,
      follow: (company, key) => company.act(key, 'resume'),
    },
  ],
  approval: [
    {
      code: 'approval',
      state: 'held',
      books: [{}, { approveBeforePosting: true }],
      trouble: fedInvoice,
      follow: approve,
    },
  ],
  approvalAgain: [
    {
      code: 'approval',
      state: 'held',
      books: [{}, { approveBeforePosting: true }],
      trouble: async (company) => {
        const key = await fedInvoice(company)
        await approve(company, key)
        await company.feed([key, anInvoiceOf(idIn(key), { custponum: '88' })])
        return key
      },
      follow: approve,
    },
  ],
  leftOut: [
    {
      code: 'left_out',
      state: 'off',
      trouble: async (company) => {
        const key = await deletedInQuickBooks(company)
        await company.act(key, 'accept')
        return key
      },
      follow: (company, key) => company.act(key, 'restore'),
    },
  ],
  waitsFor: [
    {
      code: 'waiting',
      state: 'waiting',
      trouble: onUnlinkedAccount,
      follow: async (company, key) => linkAccount(company, idIn(await waitsFor(company, key))),
    },
    {
      way: 'by seeing to the one that is held',
      code: 'waiting',
      state: 'waiting',
      trouble: async (company) => {
        const customer = company.fresh('C-')
        await company.feed([`customer/${customer}`, aCustomer(customer, { name: ' ' })])
        return fedInvoice(company, { custnum: customer })
      },
      follow: async (company, key) => {
        const customer = await waitsFor(company, key)
        await company.feed([customer, aCustomer(idIn(customer))])
      },
    },
  ],
  stockOnItsWay: [
    {
      code: 'waiting',
      state: 'waiting',
      books: [{}, { quantities: 'adjust' }],
      trouble: async (company) => {
        await company.feed(['part/STK1', aPart('STK1')])
        const lines = [{ prcpart: 'STK1', qty: '10', price: '1.00', amount: '10.00' }]
        await company.feed(
          ['invoice/S-1', anInvoiceOf('S-1', { lines, total_invoice_amount: '11.00' })],
          ['part/STK1', aPart('STK1', { qoh: '88' })],
        )
        return 'part/STK1'
      },
      follow: async (company, key) => {
        const invoice = await waitsFor(company, key)
        const lines = [{ prcpart: 'STK1', qty: '10', price: '1.00', amount: '10.00' }]
        await company.feed([invoice, anInvoiceOf(idIn(invoice), { lines, total_invoice_amount: '10.00' })])
      },
    },
  ],
  neverSent: [
    {
      code: 'never_sent',
      state: 'waiting',
      trouble: neverSent,
      follow: async (company, key) => {
        const customer = await waitsFor(company, key)
        await company.feed([customer, aCustomer(idIn(customer))])
      },
    },
    {
      way: 'by correcting the record',
      code: 'never_sent',
      state: 'waiting',
      trouble: neverSent,
      follow: (company, key) => company.feed([key, anInvoiceOf(idIn(key))]),
    },
  ],
  mentionsDeleted: [
    {
      code: 'mentions_deleted',
      state: 'waiting',
      trouble: mentionsDeleted,
      follow: (company, key) => company.feed([key, anInvoiceOf(idIn(key))]),
    },
    {
      way: 'by entering it again',
      code: 'mentions_deleted',
      state: 'waiting',
      trouble: mentionsDeleted,
      follow: async (company, key) => {
        const customer = await waitsFor(company, key)
        await company.feed([customer, aCustomer(idIn(customer))])
      },
    },
  ],
  versionTie: [
    {
      code: 'version_tie',
      state: 'held',
      trouble: async (company) => {
        const id = company.fresh('C-')
        await company.feed([`customer/${id}`, aCustomer(id)])
        const { version } = await company.record(`customer/${id}`)
        const data = { version, record: aCustomer(id, { phone: '7' }) }
        await company.feedEvents(anEvent(company.name, `customer/${id}`, {}, { data }))
        await company.quiet()
        return `customer/${id}`
      },
      follow: (company, key) => company.feed([key, aCustomer(idIn(key), { phone: '7' })]),
    },
  ],
  unreadable: [
    {
      code: 'unreadable',
      state: 'held',
      trouble: async (company) => {
        const id = company.fresh('C-')
        await company.feed([`customer/${id}`, aCustomer(id)])
        await company.put('records', rowOf(company, `customer/${id}`), {
          body: new Uint8Array([1, 2]),
          open: `held/unreadable/customer/${id}`,
          openIndex: `held/unreadable/customer/${id}`,
        })
        return `customer/${id}`
      },
      follow: (company, key) => company.feed([key, aCustomer(idIn(key), { phone: '7' })]),
    },
  ],
  notMoving: [
    {
      code: 'not_moving',
      state: 'company',
      books: [],
      // As if whoever was at it had died in a way that nobody has thought of.
      trouble: async (company) => {
        await company.put('companies', writerOf(company), { leaseUntil: IN_YEARS, connectedAt: LONG_AGO })
        await company.feedEvents(anEvent(company.name, 'customer/STILL', aCustomer('STILL')))
        await until(
          () => company.call('GET', '/records/customer/STILL'),
          ({ status }) => status === 200,
        )
        const open = '1/2/000000000/customer/STILL'
        await company.put('records', rowOf(company, 'customer/STILL'), { open, openIndex: open })
        return 'customer/STILL'
      },
      // What whoever runs the service does.
      follow: async (company) => {
        await company.put('companies', writerOf(company), { leaseUntil: undefined })
        await company.quiet()
      },
    },
  ],
  companyUnreadable: [
    {
      code: 'company_unreadable',
      state: 'company',
      books: [],
      trouble: async (company) => {
        await company.put('companies', writerOf(company), { status: 'upside down' })
        return 'customer/C-1'
      },
      follow: (company) => company.put('companies', writerOf(company), { status: 'connected' }),
    },
  ],
  failed: [
    {
      code: 'E_INTERNAL',
      state: 'held',
      trouble: (company) => stoppedFor(company, 'held', reasons.failed()),
      follow: (company, key) => company.act(key, 'retry'),
    },
  ],
  outcomeUnknown: [
    {
      way: 'by saying under which Id it is there',
      code: 'outcome_unknown',
      state: 'unknown',
      trouble: (company) => stoppedFor(company, 'unknown', reasons.outcomeUnknown('no answer'), unresolved),
      follow: (company, key) =>
        company.act(key, 'resolve', { there: company.idOf('Customer', 'DisplayName', `Customer ${idIn(key)}`) }),
    },
    {
      way: 'by saying that it is not there',
      code: 'outcome_unknown',
      state: 'unknown',
      trouble: async (company) => {
        const key = await stoppedFor(company, 'unknown', reasons.outcomeUnknown('no answer'), {
          ...unresolved,
          ...{ link: undefined, entity: undefined, synced: undefined },
        })
        const id = company.idOf('Customer', 'DisplayName', `Customer ${idIn(key)}`)
        company.person().rename('Customer', id, `Other than ${idIn(key)}`)
        return key
      },
      follow: (company, key) => company.act(key, 'resolve', { notThere: true }),
    },
  ],
  stillCounted: [
    {
      code: 'waiting',
      state: 'waiting',
      books: [],
      trouble: async (company) => {
        await company.feed(['part/STK1', aPart('STK1')])
        await company.set({ stockCountedBy: 'erp' })
        await company.feed(['part/STK1', aPart('STK1', { description: 'Counted by the ERP' })])
        const lines = [{ prcpart: 'STK1', qty: '1', price: '13.50', amount: '13.50' }]
        return fedInvoice(company, { lines })
      },
      follow: async (company, key) => company.act(await waitsFor(company, key), 'replace'),
    },
  ],
}

tell('what rests or waits', stories)
