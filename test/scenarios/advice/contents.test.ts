import type { contents } from '../../../shared/sync/reasons/contents.ts'
import { aCustomer, anOrder, aPart } from '../stage.ts'
import { anEntryOf, anInvoiceOf, aVoucherOf, corrected, type Stories, type Story, tell } from './story.ts'

const anOrderOf = (ponum: string) => anOrder(ponum)
const euros = { preferences: { multiCurrency: true } }
const line = (change: object) => ({ lines: [{ prcpart: 'ABC1', qty: '3', price: '4.50', amount: '13.50', ...change }] })

const inBritain = { preferences: { country: 'GB' } } as const
const codesOfBritain = { taxCodes: { taxable: '2', exempt: '3' } }
const twentyPercent = { invoice_tax_subtotal: '2.70', total_invoice_amount: '16.20' }
const eightPercent = { invoice_tax_subtotal: '1.08', total_invoice_amount: '14.58' }
const linesOfTwoCodes = {
  lines: [
    { prcpart: 'ABC1', qty: '2', price: '4.50', amount: '9.00', tax_code: 'California' },
    { prcpart: 'ABC1', qty: '1', price: '4.50', amount: '4.50', tax_code: 'Tucson' },
  ],
}

/** Left out, since somebody has entered it in QuickBooks by hand or its document carries it. */
const leftOut = (story: Story, way: string): Story => ({
  ...story,
  way,
  follow: (company, key) => company.act(key, 'accept'),
  ends: 'off',
})

const belowZero = (kind: 'invoice' | 'voucher'): Story =>
  kind === 'invoice'
    ? corrected('E_NEGATIVE', kind, anInvoiceOf, {
        ...line({ qty: '-3', amount: '-13.50' }),
        total_invoice_amount: '-13.50',
      })
    : corrected('E_NEGATIVE', kind, aVoucherOf, { splits: [{ account: '6100', amount: '-10.00' }] })

const ofDocument = (type: string): Story => ({
  code: 'double_posting',
  state: 'held',
  trouble: async (company) => {
    const id = company.fresh('J-')
    await company.feed([
      `ledger-entry/${id}`,
      anEntryOf(id, { business_object_type: type, business_object_id: '10482' }),
    ])
    return `ledger-entry/${id}`
  },
  follow: (company, key) => company.act(key, 'push-anyway'),
})

const euroVendor: Parameters<typeof corrected>[4] = (company) =>
  company.feed(['vendor/V-EUR', { vendnum: 'V-EUR', name: 'Vendor of euros', currency: 'EUR' }])
function inEurosOf(id: string) {
  return aVoucherOf(id, { vendnum: 'V-EUR', currency: 'EUR', exchange_rate: '1.10' })
}
function inEuros(id: string) {
  return anEntryOf(id, {
    currency: 'EUR',
    exchange_rate: '1.10',
    splits: [
      { account: '6100', debit: '5.00' },
      { account: '2000', credit: '5.00', vendnum: 'V-EUR' },
    ],
  })
}

/** One story for every way out of every reason; a reason without a story fails the build. */
const stories: Record<keyof typeof contents, Stories> = {
  flawed: [corrected('E_NUMBER', 'invoice', anInvoiceOf, { freight: 'two' })],
  required: [corrected('E_REQUIRED', 'voucher', aVoucherOf, { splits: [] })],
  nameEmpty: [corrected('E_NAME_EMPTY', 'customer', aCustomer, { name: ' ' })],
  lineSum: [corrected('E_LINE_SUM', 'invoice', anInvoiceOf, line({ amount: '14.50' }))],
  voucherTotal: [corrected('E_TOTAL', 'voucher', aVoucherOf, { vendor_requested_amount: '12.00' })],
  total: [corrected('E_TOTAL', 'invoice', anInvoiceOf, { total_invoice_amount: '15.50' })],
  negativeTotal: [
    belowZero('invoice'),
    leftOut(belowZero('invoice'), 'by a credit memo in QuickBooks'),
    leftOut(belowZero('voucher'), 'by a vendor credit in QuickBooks'),
    corrected('E_NEGATIVE', 'purchase-order', anOrderOf, {
      lines: [{ prcpart: 'ABC1', qty: '-1', price: '2.00', amount: '-2.00' }],
    }),
  ],
  negativeDiscount: [corrected('E_NEGATIVE', 'invoice', anInvoiceOf, { discount: '-1.00' })],
  quantity: [
    corrected(
      'E_QUANTITY',
      'invoice',
      (id) => anInvoiceOf(id, line({ prcpart: 'STK1' })),
      line({ prcpart: 'STK1', qty: undefined, price: undefined }),
      (company) => company.feed(['part/STK1', aPart('STK1')]),
    ),
    {
      ...corrected(
        'E_QUANTITY',
        'invoice',
        (id) => anInvoiceOf(id, line({})),
        line({ prcpart: 'STK1', qty: undefined, price: undefined }),
      ),
      way: 'by a part that is not stocked',
    },
  ],
  lineWithoutPart: [
    corrected('E_LINE_ITEM', 'invoice', anInvoiceOf, line({ prcpart: undefined })),
    {
      ...corrected('E_LINE_ITEM', 'invoice', anInvoiceOf, line({ prcpart: undefined })),
      way: 'by the item that stands for such lines',
      follow: async (company) => {
        await company.set({ itemWithoutPart: company.idOf('Item', 'Name', 'ABC1') })
        await company.set({ itemWithoutPart: null })
      },
    },
  ],
  orderLineWithoutPart: [
    corrected('E_LINE_ITEM', 'purchase-order', anOrderOf, {
      lines: [
        { prcpart: 'ABC1', qty: '1', price: '2.00', amount: '2.00' },
        { description: 'Die', amount: '2.00' },
      ],
    }),
  ],
  accountCurrency: [
    {
      code: 'E_CURRENCY',
      state: 'held',
      books: [euros],
      trouble: async (company) => {
        await company.feed(['vendor/V-EUR', { vendnum: 'V-EUR', name: 'Vendor of euros', currency: 'EUR' }])
        await company.feed(['ledger-entry/J-1', inEuros('J-1')])
        return 'ledger-entry/J-1'
      },
      follow: (company) => company.feed(['ledger-entry/J-1', anEntryOf('J-1')]),
    },
  ],
  tooFewSplits: [
    corrected('E_UNBALANCED', 'ledger-entry', anEntryOf, { splits: [{ account: '6100', debit: '5.00' }] }),
  ],
  unbalanced: [
    corrected('E_UNBALANCED', 'ledger-entry', anEntryOf, {
      splits: [
        { account: '6100', debit: '5.00' },
        { account: '1000', credit: '4.00' },
      ],
    }),
  ],
  negativeSplit: [
    corrected('E_NEGATIVE', 'ledger-entry', anEntryOf, {
      splits: [
        { account: '6100', debit: '-5.00' },
        { account: '1000', credit: '-5.00' },
      ],
    }),
  ],
  debitAndCredit: [
    corrected('E_SPLIT', 'ledger-entry', anEntryOf, {
      splits: [
        { account: '6100', debit: '5.00', credit: '1.00' },
        { account: '1000', credit: '4.00' },
      ],
    }),
  ],
  journalParty: [
    corrected(
      'E_JE_ENTITY',
      'ledger-entry',
      (id) =>
        anEntryOf(id, {
          splits: [
            { account: '1200', debit: '5.00', custnum: 'C-1' },
            { account: '1000', credit: '5.00' },
          ],
        }),
      {
        splits: [
          { account: '1200', debit: '5.00' },
          { account: '1000', credit: '5.00' },
        ],
      },
    ),
  ],
  doublePosting: [ofDocument('AR Invoice'), leftOut(ofDocument('AR Invoice'), 'since the document carries it')],
  doubleCost: [
    ofDocument('Shipment'),
    leftOut(ofDocument('Shipment'), 'since the invoice carries the cost'),
    {
      ...ofDocument('Shipment'),
      way: 'by letting the ERP count the stock',
      books: [],
      follow: (company) => company.set({ stockCountedBy: 'erp' }),
    },
    {
      ...ofDocument('Shipment'),
      way: 'by taking it off the list of what moves stock',
      books: [],
      follow: (company) => company.set({ stockEntries: ['Receipt'] }),
    },
  ],
  cycle: [
    {
      code: 'E_CYCLE',
      state: 'held',
      trouble: async (company) => {
        const [one, other] = [company.fresh('C-'), company.fresh('C-')]
        await company.feed(
          [`customer/${one}`, aCustomer(one, { parent: other })],
          [`customer/${other}`, aCustomer(other, { parent: one })],
        )
        return `customer/${one}`
      },
      follow: (company, key) => company.feed([key, aCustomer(key.slice('customer/'.length))]),
    },
  ],
  depth: [
    {
      code: 'E_DEPTH',
      state: 'held',
      trouble: async (company) => {
        const ids = ['C-', 'C-', 'C-', 'C-', 'C-', 'C-'].map(company.fresh)
        await company.feed(
          ...ids.map((id, at): [string, object] => [`customer/${id}`, aCustomer(id, { parent: ids[at - 1] })]),
        )
        return `customer/${ids.at(-1)}`
      },
      follow: (company, key) => company.feed([key, aCustomer(key.slice('customer/'.length))]),
    },
  ],
  numberTaken: [
    {
      code: 'E_DOCNUMBER',
      state: 'held',
      trouble: async (company) => {
        const [one, other, number] = [company.fresh('9'), company.fresh('9'), company.fresh('ACCT-')]
        await company.feed([`voucher/${one}`, aVoucherOf(one, { vendor_invoice_number: number })])
        await company.feed([`voucher/${other}`, aVoucherOf(other, { vendor_invoice_number: number })])
        return `voucher/${other}`
      },
      follow: (company, key) => company.feed([key, aVoucherOf(key.slice('voucher/'.length))]),
    },
  ],
  taxOff: [
    {
      code: 'E_TAX',
      state: 'held',
      books: [{}, { tax: 'none' }],
      trouble: async (company) => {
        const tax = { invoice_tax_subtotal: '1.08', total_invoice_amount: '14.58' }
        await company.feed(['invoice/T-1', anInvoiceOf('T-1', tax)])
        return 'invoice/T-1'
      },
      follow: (company) => company.set({ tax: 'erp-total' }),
    },
  ],
  taxOnNothing: [
    corrected('E_TAX', 'invoice', anInvoiceOf, {
      ...line({ taxable: false }),
      invoice_tax_subtotal: '1.00',
      total_invoice_amount: '14.50',
    }),
  ],
  taxCodeMissing: [
    {
      code: 'E_TAX_CODE',
      state: 'held',
      books: [{ preferences: { country: 'CA' } }],
      trouble: async (company) => {
        await company.feed(['invoice/T-1', anInvoiceOf('T-1')])
        return 'invoice/T-1'
      },
      follow: async (company) => {
        const [code] = company.quickBooks.entities(company.realm, 'TaxCode')
        await company.set({ taxCodes: { taxable: code?.id, exempt: code?.id } })
      },
    },
  ],
  taxCodeUnknown: [
    {
      code: 'E_TAX_CODE',
      state: 'held',
      books: [inBritain, codesOfBritain],
      trouble: async (company) => {
        await company.feed(['invoice/T-1', anInvoiceOf('T-1', { ...line({ tax_code: '20.0% S' }), ...twentyPercent })])
        return 'invoice/T-1'
      },
      follow: (company) => company.pull('tax-code'),
    },
    {
      ...corrected('E_TAX_CODE', 'invoice', (id) => anInvoiceOf(id, twentyPercent), line({ tax_code: 'none such' })),
      books: [inBritain, codesOfBritain],
    },
  ],
  taxCodeWithoutTax: [
    {
      ...corrected(
        'E_TAX',
        'invoice',
        (id) => anInvoiceOf(id, { ...line({ tax_code: '20.0% S' }), ...twentyPercent }),
        { invoice_tax_subtotal: '0', total_invoice_amount: '13.50' },
        (company) => company.pull('tax-code'),
      ),
      books: [inBritain, codesOfBritain],
    },
  ],
  taxCodesDiffer: [
    {
      ...corrected(
        'E_TAX_CODE',
        'invoice',
        (id) => anInvoiceOf(id, { ...line({ tax_code: 'California' }), ...eightPercent }),
        { ...linesOfTwoCodes, ...eightPercent },
        (company) => company.pull('tax-code'),
      ),
    },
    {
      ...corrected('E_TAX_CODE', 'invoice', anInvoiceOf, { ...linesOfTwoCodes, ...eightPercent }),
      way: 'by a line of its own for the tax',
      books: [],
      trouble: async (company) => {
        await company.pull('tax-code')
        await company.feed(['invoice/T-1', anInvoiceOf('T-1', { ...linesOfTwoCodes, ...eightPercent })])
        return 'invoice/T-1'
      },
      follow: (company) => company.set({ tax: 'line', taxLineItem: company.idOf('Item', 'Name', 'ABC1') }),
    },
  ],
  taxLineItemMissing: [
    {
      code: 'E_TAX_ITEM',
      state: 'held',
      books: [{}, { tax: 'line' }],
      trouble: async (company) => {
        await company.feed(['invoice/T-1', anInvoiceOf('T-1', eightPercent)])
        return 'invoice/T-1'
      },
      follow: (company) => company.set({ taxLineItem: company.idOf('Item', 'Name', 'ABC1') }),
    },
  ],
  taxOnBill: [corrected('E_TAX', 'voucher', aVoucherOf, { voucher_tax_subtotal: '1.00' })],
  exemptionReason: [
    {
      code: 'exemption_reason',
      state: 'held',
      trouble: async (company) => {
        company.quickBooks.configure({ world: { exemption: 'with a reason' } })
        const id = company.fresh('C-')
        await company.feed([`customer/${id}`, aCustomer(id, { tax_exempt: true })])
        return `customer/${id}`
      },
      follow: (company) => company.set({ taxExemptionReason: '1' }),
    },
  ],
  rate: [
    { ...corrected('E_CURRENCY', 'voucher', aVoucherOf, { currency: 'EUR', exchange_rate: '0' }), books: [euros] },
  ],
  rateMissing: [
    { ...corrected('E_CURRENCY', 'voucher', inEurosOf, { exchange_rate: undefined }, euroVendor), books: [euros] },
  ],
  currencyOff: [
    corrected('E_CURRENCY', 'invoice', anInvoiceOf, { currency: 'EUR', exchange_rate: '1.10' }),
    {
      ...corrected('E_CURRENCY', 'customer', aCustomer, {}),
      way: 'by switching multicurrency on',
      books: [{}],
      trouble: async (company) => {
        await company.feed(
          ['customer/C-EUR', aCustomer('C-EUR', { currency: 'EUR' })],
          ['invoice/E-1', anInvoiceOf('E-1', { custnum: 'C-EUR', currency: 'EUR', exchange_rate: '1.10' })],
        )
        return 'customer/C-EUR'
      },
      follow: async (company, key) => {
        company.quickBooks.setPreferences(company.realm, { multiCurrency: true })
        await company.act(key, 'retry')
      },
    },
  ],
  currencyDiffers: [
    {
      ...corrected('E_CURRENCY', 'invoice', anInvoiceOf, { currency: 'EUR', exchange_rate: '1.10' }),
      books: [euros],
    },
  ],
}

tell('what is wrong in the ERP', stories)
