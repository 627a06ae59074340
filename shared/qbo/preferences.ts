import * as z from 'zod/mini'

/** What a company has set in QuickBooks, as far as it decides what can be posted there. */
export type Preferences = {
  /** Transactions dated on or before this day are closed. */
  bookCloseDate?: string | undefined
  homeCurrency: string
  multiCurrency: boolean
}

/** What holds until the preferences have been read: QuickBooks itself refuses what it does not take. */
export const unreadPreferences: Preferences = { homeCurrency: 'USD', multiCurrency: false }

const Answer = z.object({
  Preferences: z.looseObject({
    AccountingInfoPrefs: z.optional(z.looseObject({ BookCloseDate: z.optional(z.nullable(z.string())) })),
    CurrencyPrefs: z.optional(
      z.looseObject({
        MultiCurrencyEnabled: z.optional(z.boolean()),
        HomeCurrency: z.optional(z.looseObject({ value: z.string() })),
      }),
    ),
  }),
})

/** The preferences in an answer of Intuit's; undefined if it is no such answer. */
export function preferencesIn(answer: unknown): Preferences | undefined {
  const { success, data } = z.safeParse(Answer, answer)
  if (!success) return undefined
  const { AccountingInfoPrefs: accounting, CurrencyPrefs: currency } = data.Preferences
  return {
    ...(accounting?.BookCloseDate && { bookCloseDate: accounting.BookCloseDate.slice(0, 10) }),
    homeCurrency: currency?.HomeCurrency?.value ?? unreadPreferences.homeCurrency,
    multiCurrency: currency?.MultiCurrencyEnabled ?? false,
  }
}
