import type { books } from '../../../shared/sync/reasons/books.ts'
import { aCustomer, anOrder, aPart, aVendor } from '../stage.ts'
import { anEntryOf, anInvoiceOf, aVoucherOf, corrected, type Stories, type Teller, tell } from './story.ts'

const idIn = (key: string) => key.slice(key.indexOf('/') + 1)
const customersId = (company: Teller, key: string) => company.idOf('Customer', 'DisplayName', `Customer ${idIn(key)}`)

async function fed(company: Teller, kind: string, record: (id: string) => object): Promise<string> {
  const id = company.fresh('X-')
  await company.feed([`${kind}/${id}`, record(id)])
  return `${kind}/${id}`
}

/** A part whose own account is of a type that does not serve. */
async function partOnAccount(company: Teller, sub: string): Promise<string> {
  const [number, part] = [company.fresh('41'), company.fresh('TYP')]
  const account = company.created('Account', { Name: `Income ${number}`, AccountType: 'Income', AccountSubType: sub })
  await company.feed([`account/${number}`, { number, name: 'Widget income' }])
  await company.pull('account')
  await company.link('account', account, `account/${number}`)
  await company.feed([`part/${part}`, aPart(part, { income_account: number })])
  return `part/${part}`
}

/** An invoice for a customer whom somebody has made inactive. */
async function invoiceForInactive(company: Teller): Promise<string> {
  const customer = await fed(company, 'customer', aCustomer)
  company.person().makeInactive('Customer', customersId(company, customer))
  return fed(company, 'invoice', (id) => anInvoiceOf(id, { custnum: idIn(customer) }))
}

/** A customer whom somebody has merged into another, as an invoice for it meets it. */
async function merged(company: Teller): Promise<string> {
  const customer = await fed(company, 'customer', aCustomer)
  const survivor = company.created('Customer', { DisplayName: survivorOf(customer) })
  company.person().merge('Customer', customersId(company, customer), survivor)
  await fed(company, 'invoice', (id) => anInvoiceOf(id, { custnum: idIn(customer) }))
  return customer
}
const survivorOf = (customer: string) => `Survivor of ${idIn(customer)}`

/** An invoice that was deleted, and entered by hand before it is to be posted anew. */
async function enteredByHand(company: Teller): Promise<string> {
  const key = await deleted(company)
  const account = { IncomeAccountRef: { value: '79' } }
  const item = company.created('Item', { Name: `By hand ${idIn(key)}`, Type: 'Service', ...account })
  const detail = { DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: item } } }
  const CustomerRef = { value: company.idOf('Customer', 'DisplayName', 'Customer C-1') }
  company.created('Invoice', { DocNumber: idIn(key), CustomerRef, Line: [{ Amount: 13.5, ...detail }] })
  await company.act(key, 'restore')
  return key
}

async function edited(company: Teller): Promise<string> {
  const key = await fed(company, 'customer', aCustomer)
  company.person().edit('Customer', customersId(company, key), { CompanyName: 'By hand' })
  await company.feed([key, aCustomer(idIn(key), { phone: '8' })])
  return key
}

/** An invoice that is paid in QuickBooks, and comes to less since. */
async function paid(company: Teller): Promise<string> {
  const key = await fed(company, 'invoice', anInvoiceOf)
  company.person().pay(company.idOf('Invoice', 'DocNumber', idIn(key)))
  const lines = [{ prcpart: 'ABC1', qty: '1', price: '0.50', amount: '0.50' }]
  const others = { freight: '0', invoice_tax_subtotal: '0', total_invoice_amount: undefined }
  await company.feed([key, anInvoiceOf(idIn(key), { lines, ...others })])
  return key
}

async function deleted(company: Teller): Promise<string> {
  const key = await fed(company, 'invoice', anInvoiceOf)
  company.person().delete('Invoice', company.idOf('Invoice', 'DocNumber', idIn(key)))
  await company.feed([key, anInvoiceOf(idIn(key), { custponum: 'changed' })])
  return key
}

async function twinOf(company: Teller): Promise<string> {
  const id = company.fresh('V-')
  company.created('Vendor', { DisplayName: `Vendor ${id}` })
  await company.feed([`vendor/${id}`, aVendor(id)])
  return `vendor/${id}`
}

const closed = async (company: Teller): Promise<string> => {
  company.quickBooks.setPreferences(company.realm, { bookCloseDate: '2026-10-31' })
  return fed(company, 'invoice', (id) => anInvoiceOf(id, { invoicedate: '2026-10-31' }))
}
const reopen = (company: Teller) => company.quickBooks.setPreferences(company.realm, { bookCloseDate: null })

const withFreight = (company: Teller) =>
  fed(company, 'invoice', (id) => anInvoiceOf(id, { freight: '5.00', total_invoice_amount: undefined }))
const noShipping: Stories[0]['books'] = [{ preferences: { allowShipping: false } }]

/** With more tax than QuickBooks finds, and with as much. */
const taxed = { invoice_tax_subtotal: '1.28', total_invoice_amount: '14.78' }
const taxedRight = { invoice_tax_subtotal: '1.08', total_invoice_amount: '14.58' }

/** One story for every way out of every reason; a reason without a story fails the build. */
const stories: Record<keyof typeof books, Stories> = {
  noDefaultAccount: [
    {
      code: 'default_account_missing',
      state: 'held',
      trouble: async (company) => {
        await company.set({ defaultAccounts: { income: null } })
        return fed(company, 'part', aPart)
      },
      follow: (company) => company.set({ defaultAccounts: { income: '79' } }),
    },
    {
      way: 'of an order',
      code: 'default_account_missing',
      state: 'held',
      trouble: async (company) => {
        await company.set({ defaultAccounts: { payable: null } })
        return fed(company, 'purchase-order', anOrder)
      },
      follow: (company) => company.set({ defaultAccounts: { payable: '33' } }),
    },
  ],
  controlAccount: [
    corrected('E_CONTROL_ACCOUNT', 'voucher', aVoucherOf, { splits: [{ account: '2000', amount: '10.00' }] }),
    {
      way: 'by linking the account to another one',
      code: 'E_CONTROL_ACCOUNT',
      state: 'held',
      trouble: async (company) => {
        const number = company.fresh('20')
        await company.feed([`account/${number}`, { number, name: 'Accrued' }])
        const payable = company.created('Account', { Name: `Payables ${number}`, AccountType: 'Accounts Payable' })
        await company.pull('account')
        await company.link('account', payable, `account/${number}`)
        return fed(company, 'voucher', (id) => aVoucherOf(id, { splits: [{ account: number, amount: '10.00' }] }))
      },
      follow: async (company, key) => {
        const [{ target = '' } = {}] = (await company.record(key)).actions
        const accrued = company.created('Account', { Name: `Accrued ${idIn(target)}`, AccountType: 'Expense' })
        await company.pull('account')
        await company.unlink('account', company.idOf('Account', 'Name', `Payables ${idIn(target)}`))
        await company.link('account', accrued, target)
      },
    },
  ],
  accountType: [
    {
      way: 'by putting its type right',
      code: 'E_ACCOUNT_TYPE',
      state: 'held',
      trouble: (company) => partOnAccount(company, 'ServiceFeeIncome'),
      follow: async (company, key) => {
        const [{ target = '' } = {}] = (await company.record(key)).actions
        const id = company.idOf('Account', 'Name', `Income ${idIn(target)}`)
        company.person().edit('Account', id, { AccountSubType: 'SalesOfProductIncome' })
        await company.pull('account')
      },
    },
    {
      way: 'by linking the account to another one',
      code: 'E_ACCOUNT_TYPE',
      state: 'held',
      trouble: (company) => partOnAccount(company, 'ServiceFeeIncome'),
      follow: async (company, key) => {
        const [{ target = '' } = {}] = (await company.record(key)).actions
        const right = company.created('Account', {
          Name: `Sales ${idIn(target)}`,
          AccountType: 'Income',
          AccountSubType: 'SalesOfProductIncome',
        })
        await company.pull('account')
        await company.unlink('account', company.idOf('Account', 'Name', `Income ${idIn(target)}`))
        await company.link('account', right, target)
      },
    },
  ],
  shippingOff: [
    {
      way: 'by switching shipping on',
      code: 'shipping_off',
      state: 'held',
      books: noShipping,
      trouble: withFreight,
      follow: async (company) => {
        company.quickBooks.setPreferences(company.realm, { allowShipping: true })
        await company.check()
      },
    },
    {
      way: 'by choosing an item for freight',
      code: 'shipping_off',
      state: 'held',
      books: noShipping,
      trouble: withFreight,
      follow: async (company) => {
        const name = `Freight ${company.fresh('F')}`
        const item = company.created('Item', { Name: name, Type: 'Service', IncomeAccountRef: { value: '92' } })
        await company.set({ freightItem: item })
      },
    },
  ],
  severalControlAccounts: [
    corrected('E_JE_CONTROL', 'ledger-entry', anEntryOf, {
      splits: [
        { account: '1200', debit: '5.00', custnum: 'C-1' },
        { account: '2000', credit: '5.00', vendnum: 'V-1' },
      ],
    }),
  ],
  itemType: [
    {
      code: 'item_type_fixed',
      state: 'held',
      trouble: async (company) => {
        const key = await fed(company, 'part', (id) => aPart(id, { non_inventory: true }))
        await company.feed([key, aPart(idIn(key))])
        return key
      },
      follow: (company, key) => company.act(key, 'replace'),
    },
    {
      way: 'by undoing the change in the ERP',
      code: 'item_type_fixed',
      state: 'held',
      trouble: async (company) => {
        const key = await fed(company, 'part', (id) => aPart(id, { non_inventory: true }))
        await company.feed([key, aPart(idIn(key))])
        return key
      },
      follow: (company, key) => company.feed([key, aPart(idIn(key), { non_inventory: true })]),
    },
    ...[
      { way: 'by making a new item, since the ERP counts the stock', isReplaced: true },
      { way: 'by letting QuickBooks count the stock again', isReplaced: false },
    ].map(({ way, isReplaced }): Stories[number] => ({
      way,
      code: 'item_type_fixed',
      state: 'held',
      books: [],
      trouble: async (company) => {
        const key = await fed(company, 'part', aPart)
        await company.set({ stockCountedBy: 'erp' })
        return key
      },
      follow: (company, key) =>
        isReplaced ? company.act(key, 'replace') : company.set({ stockCountedBy: 'quickbooks' }),
    })),
  ],
  stockOnHand: [
    {
      code: 'stock_on_hand',
      state: 'held',
      trouble: async (company) => {
        const key = await fed(company, 'part', aPart)
        await company.feed([key, aPart(idIn(key), { active: false })])
        return key
      },
      follow: (company, key) => company.act(key, 'push-anyway'),
    },
  ],
  paidDocument: [
    {
      code: 'paid_document',
      state: 'held',
      trouble: async (company) => {
        await company.set({ paidDocuments: 'hold' })
        return paid(company)
      },
      follow: (company, key) => company.act(key, 'push-anyway'),
    },
    {
      way: 'to send them',
      code: 'paid_document',
      state: 'held',
      trouble: async (company) => {
        await company.set({ paidDocuments: 'hold' })
        return paid(company)
      },
      follow: (company) => company.set({ paidDocuments: 'send' }),
    },
  ],
  referenceUnusable: [
    {
      code: 'reference_unusable',
      state: 'held',
      trouble: invoiceForInactive,
      follow: async (company, key) => {
        const [{ target = '' } = {}] = (await company.record(key)).actions
        company.person().makeActive('Customer', idIn(target))
        await company.act(key, 'retry')
      },
    },
  ],
  deletedInQuickBooks: [
    {
      code: 'deleted_in_quickbooks',
      state: 'held',
      trouble: deleted,
      follow: (company, key) => company.act(key, 'restore'),
    },
    {
      way: 'by leaving it out',
      code: 'deleted_in_quickbooks',
      state: 'held',
      trouble: deleted,
      follow: (company, key) => company.act(key, 'accept'),
      ends: 'off',
    },
  ],
  merged: [
    {
      code: 'merged_in_quickbooks',
      state: 'held',
      trouble: merged,
      follow: async (company, key) => {
        await company.pull('customer')
        await company.link('customer', company.idOf('Customer', 'DisplayName', survivorOf(key)), key)
      },
    },
    {
      way: 'by leaving it out',
      code: 'merged_in_quickbooks',
      state: 'held',
      trouble: merged,
      follow: (company, key) => company.act(key, 'accept'),
      ends: 'off',
    },
  ],
  existsInQuickBooks: [
    {
      code: 'exists_in_quickbooks',
      state: 'held',
      trouble: enteredByHand,
      follow: (company, key) => company.act(key, 'adopt'),
    },
    {
      way: 'by renumbering the other one',
      code: 'exists_in_quickbooks',
      state: 'held',
      trouble: enteredByHand,
      follow: async (company, key) => {
        const id = company.idOf('Invoice', 'DocNumber', idIn(key))
        company.person().edit('Invoice', id, { DocNumber: `H-${idIn(key)}` })
        await company.act(key, 'retry')
      },
    },
  ],
  editedInQuickBooks: [
    {
      way: 'by undoing the change there',
      code: 'edited_in_quickbooks',
      state: 'held',
      trouble: edited,
      follow: async (company, key) => {
        company.person().edit('Customer', customersId(company, key), { CompanyName: `Customer ${idIn(key)}` })
        await company.act(key, 'retry')
      },
    },
    {
      code: 'edited_in_quickbooks',
      state: 'held',
      trouble: edited,
      follow: async (company) => {
        await company.set({ editedInQuickBooks: 'overwrite' })
        await company.set({ editedInQuickBooks: 'hold' })
      },
    },
  ],
  nameTakenByRecord: [
    {
      code: 'name_taken',
      state: 'held',
      trouble: async (company) => {
        const first = await fed(company, 'customer', aCustomer)
        return fed(company, 'customer', (id) => aCustomer(id, { name: `Customer ${idIn(first)}` }))
      },
      follow: (company, key) => company.feed([key, aCustomer(idIn(key))]),
    },
    {
      way: 'by renaming the other one',
      code: 'name_taken',
      state: 'held',
      trouble: async (company) => {
        const first = await fed(company, 'customer', aCustomer)
        return fed(company, 'customer', (id) => aCustomer(id, { name: `Customer ${idIn(first)}` }))
      },
      follow: async (company, key) => {
        const [{ target = '' } = {}] = (await company.record(key)).actions
        await company.feed([target, aCustomer(idIn(target), { name: `${idIn(target)} of Boston` })])
      },
    },
  ],
  nameTakenByEntity: [
    { code: 'name_taken', state: 'held', trouble: twinOf, follow: (company, key) => company.act(key, 'adopt') },
    {
      way: 'by renaming the one in QuickBooks',
      code: 'name_taken',
      state: 'held',
      trouble: twinOf,
      follow: async (company, key) => {
        const id = company.idOf('Vendor', 'DisplayName', `Vendor ${idIn(key)}`)
        company.person().rename('Vendor', id, `Another ${idIn(key)}`)
        await company.act(key, 'retry')
      },
    },
  ],
  categoryName: [
    {
      code: 'category_name',
      state: 'held',
      trouble: async (company) => {
        const id = company.fresh('CAT')
        company.created('Item', { Name: id, Type: 'Category' })
        await company.feed([`part/${id}`, aPart(id)])
        return `part/${id}`
      },
      follow: async (company, key) => {
        company.person().edit('Item', company.idOf('Item', 'Name', idIn(key)), { Name: `Group ${idIn(key)}` })
        await company.act(key, 'retry')
      },
    },
  ],
  closedPeriod: [
    {
      code: 'closed_period',
      state: 'held',
      trouble: async (company) => {
        company.refuseNext('Invoice', '6210', 'The account period has closed.')
        return fed(company, 'invoice', anInvoiceOf)
      },
      follow: (company, key) => company.act(key, 'retry'),
    },
  ],
  closedByDate: [
    {
      code: 'closed_period',
      state: 'held',
      trouble: closed,
      follow: async (company, key) => {
        reopen(company)
        await company.act(key, 'retry')
      },
    },
    {
      way: 'by correcting the date',
      code: 'closed_period',
      state: 'held',
      trouble: closed,
      follow: async (company, key) => {
        await company.feed([key, anInvoiceOf(idIn(key))])
        reopen(company)
      },
    },
    {
      way: 'by dating it to the first open day',
      code: 'closed_period',
      state: 'held',
      trouble: closed,
      follow: async (company) => {
        await company.set({ closedPeriod: 're-date' })
        await company.set({ closedPeriod: 'hold' })
        reopen(company)
      },
    },
  ],
  differs: [
    {
      code: 'differs',
      state: 'differs',
      books: [{ preferences: { salesTaxPercent: 8 } }, { tax: 'quickbooks' }],
      trouble: (company) => fed(company, 'invoice', (id) => anInvoiceOf(id, taxed)),
      follow: (company, key) => company.feed([key, anInvoiceOf(idIn(key), { ...taxed, ...taxedRight })]),
    },
  ],
  notInPlan: [
    {
      code: 'not_in_plan',
      state: 'held',
      books: [],
      trouble: async (company) => {
        company.refuseNext('PurchaseOrder', '5020', 'Permission denied')
        return fed(company, 'purchase-order', anOrder)
      },
      follow: (company) => company.check(),
    },
  ],
  refused: [
    {
      code: '6000',
      state: 'rejected',
      trouble: async (company) => {
        company.refuseNext('Invoice', '6000', 'A business rule')
        return fed(company, 'invoice', anInvoiceOf)
      },
      follow: (company, key) => company.feed([key, anInvoiceOf(idIn(key), { custponum: 'corrected' })]),
    },
  ],
}

tell('what stands in the books', stories)
