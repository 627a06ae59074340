import * as z from 'zod/mini'
import { flag, refValue, text, under } from './loose.ts'

/** What a company has set in QuickBooks, as far as it decides what can be posted there. */
export type Preferences = {
  /** Transactions dated on or before this day are closed. */
  bookCloseDate?: string | undefined
  homeCurrency: string
  multiCurrency: boolean
  /** Whether invoices may have a line of shipping; unknown where QuickBooks does not say. */
  allowShipping?: boolean | undefined
}

/** What holds until the preferences have been read: QuickBooks itself refuses what it does not take. */
export const unreadPreferences: Preferences = { homeCurrency: 'USD', multiCurrency: false }

/** The preferences in an answer of Intuit's; undefined if it is no such answer. */
export function preferencesIn(answer: unknown): Preferences | undefined {
  const preferences = under(answer, 'Preferences')
  if (typeof preferences !== 'object' || preferences === null) return undefined
  const currency = under(preferences, 'CurrencyPrefs')
  const allowShipping = z.parse(flag, under(under(preferences, 'SalesFormsPrefs'), 'AllowShipping'))
  const closed = z.parse(text, under(under(preferences, 'AccountingInfoPrefs'), 'BookCloseDate'))
  return {
    ...(closed && { bookCloseDate: closed.slice(0, 10) }),
    homeCurrency: z.parse(refValue, under(currency, 'HomeCurrency')) ?? unreadPreferences.homeCurrency,
    multiCurrency: z.parse(flag, under(currency, 'MultiCurrencyEnabled')) ?? false,
    ...(allowShipping !== undefined && { allowShipping }),
  }
}
