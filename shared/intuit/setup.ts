import * as z from 'zod/mini'

/** The Intuit app's keys and addresses, as the operator stores them. Any of them may still be missing. */
const IntuitApp = z.object({
  clientId: z.optional(z.string()),
  clientSecret: z.optional(z.string()),
  environment: z.catch(z.optional(z.enum(['sandbox', 'production'])), undefined),
  baseUrl: z.optional(z.string()),
  authorizeUrl: z.optional(z.string()),
  tokenUrl: z.optional(z.string()),
  revokeUrl: z.optional(z.string()),
})
export type IntuitApp = z.output<typeof IntuitApp>

/** Which of the five values that a connection needs are set. */
export type SetupChecks = {
  clientSecret: boolean
  clientId: boolean
  baseUrl: boolean
  authUrl: boolean
  tokenUrl: boolean
}

/** Reads what the operator has stored; what is no such thing sets nothing. */
export function readIntuitApp(stored: unknown): IntuitApp {
  const { success, data } = z.safeParse(IntuitApp, stored)
  return success ? data : {}
}

export function setupChecks(stored: unknown): SetupChecks {
  const { clientSecret, clientId, baseUrl, authorizeUrl, tokenUrl } = readIntuitApp(stored)
  return {
    clientSecret: Boolean(clientSecret),
    clientId: Boolean(clientId),
    baseUrl: isUrl(baseUrl),
    authUrl: isUrl(authorizeUrl),
    tokenUrl: isUrl(tokenUrl),
  }
}

const isUrl = (text: string | undefined): boolean => text !== undefined && URL.canParse(text)
