import * as z from 'zod/mini'
import type { Fetch } from './quickbooks.ts'

/** A browser waits for it, and the code has been exchanged before: API Gateway gives up after 30 s. */
const READ_TIMEOUT_MS = 8_000

const Answer = z.object({
  CompanyInfo: z.looseObject({
    CompanyName: z.string().check(z.minLength(1)),
    Country: z._default(z.string(), 'US'),
    DefaultTimeZone: z.catch(z.optional(z.string()), undefined),
  }),
})

/** Whose books these are, and where. */
export type CompanyInfo = { companyName: string; country: string; timeZone: string | undefined }

/** Reads whose books a realm holds; undefined if this token does not open them. One metered read. */
export async function readCompanyInfo(
  fetch: Fetch,
  { baseUrl, realmId, accessToken }: { baseUrl: string; realmId: string; accessToken: string },
): Promise<CompanyInfo | undefined> {
  try {
    const response = await fetch(
      `${baseUrl.replace(/\/$/, '')}/v3/company/${realmId}/companyinfo/${realmId}?minorversion=75`,
      {
        headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(READ_TIMEOUT_MS),
      },
    )
    const { success, data } = z.safeParse(Answer, await response.json())
    if (!response.ok || !success) return undefined
    const { CompanyName, Country, DefaultTimeZone } = data.CompanyInfo
    return { companyName: CompanyName, country: Country, timeZone: DefaultTimeZone }
  } catch {
    // No answer, or none that is JSON: the books were not opened, and that is what the caller has to tell.
    return undefined
  }
}
