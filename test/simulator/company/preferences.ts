import { type Fields, fieldsOf } from '../json.ts'
import type { EntityName } from '../schema.ts'

/** What a person sets in the company's settings, as far as it changes what the API does. */
export type Preferences = {
  /** Decides how taxes work: in the United States by address, elsewhere by the code of each line. */
  country: 'US' | 'CA' | 'GB'
  /** Transactions dated on or before it are closed. */
  bookCloseDate: string | null
  /** Whether a closing password is set, which the API cannot pass. */
  closedWithPassword: boolean
  usingSalesTax: boolean
  /** The rate, in percent, that QuickBooks would find for every address. */
  salesTaxPercent: number
  allowShipping: boolean
  /** Whether people number invoices and orders themselves; if not, QuickBooks does. */
  customTxnNumbers: boolean
  quantityOnHand: boolean
  multiCurrency: boolean
  /** Which kinds of transaction may not use a number twice. */
  refuseDuplicateNumbers: readonly EntityName[]
  /** The term an invoice falls due by when it names none. */
  defaultTermId: string
}

export const sandboxPreferences: Preferences = {
  country: 'US',
  bookCloseDate: null,
  closedWithPassword: false,
  usingSalesTax: true,
  salesTaxPercent: 8,
  allowShipping: true,
  customTxnNumbers: true,
  quantityOnHand: true,
  multiCurrency: false,
  refuseDuplicateNumbers: ['Invoice', 'Bill'],
  defaultTermId: '3',
}

/** The Preferences entity that says so. */
export function preferencesEntity(preferences: Preferences, changedAt: string): Fields {
  return {
    AccountingInfoPrefs: fieldsOf({
      FirstMonthOfFiscalYear: 'January',
      UseAccountNumbers: true,
      TaxYearMonth: 'January',
      ClassTrackingPerTxn: false,
      ClassTrackingPerTxnLine: false,
      TrackDepartments: false,
      CustomerTerminology: 'Customers',
      BookCloseDate: preferences.bookCloseDate ?? undefined,
    }),
    ProductAndServicesPrefs: {
      ForSales: true,
      ForPurchase: true,
      QuantityWithPriceAndRate: true,
      QuantityOnHand: preferences.quantityOnHand,
    },
    SalesFormsPrefs: {
      CustomField: [],
      CustomTxnNumbers: preferences.customTxnNumbers,
      AllowDeposit: true,
      AllowDiscount: true,
      AllowEstimates: true,
      AllowShipping: preferences.allowShipping,
      IPNSupportEnabled: false,
      DefaultTerms: { value: preferences.defaultTermId },
    },
    VendorAndPurchasesPrefs: { TrackingByCustomer: true, BillableExpenseTracking: true, POCustomField: [] },
    TaxPrefs: {
      UsingSalesTax: preferences.usingSalesTax,
      PartnerTaxEnabled: preferences.usingSalesTax && preferences.country === 'US',
    },
    CurrencyPrefs: { MultiCurrencyEnabled: preferences.multiCurrency, HomeCurrency: { value: 'USD' } },
    OtherPrefs: {
      NameValue: [{ Name: 'SalesFormsPrefs.DefaultCustomerMessage', Value: 'Thank you for your business!' }],
    },
    domain: 'QBO',
    sparse: false,
    Id: '1',
    SyncToken: '0',
    MetaData: { CreateTime: changedAt, LastUpdatedTime: changedAt },
  }
}
