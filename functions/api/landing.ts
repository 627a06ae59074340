import * as z from 'zod/mini'
import { companySlug } from '../../shared/erp/change-event.ts'

/** What a person reads who comes back from Intuit without a connection, by the callback's code. */
const refusals: Record<string, string> = {
  'unknown-state':
    'This way back from Intuit was used already, or is older than ten minutes. Begin to connect once more.',
  'other-browser': 'This is not the browser in which you began. Begin to connect once more, and stay in one browser.',
  denied: 'Nobody allowed the connection at Intuit. Begin once more, and choose Connect there.',
  'bad-answer': 'Intuit sent something unexpected back. Begin to connect once more.',
  busy: 'The tokens of this company are just being renewed. Begin to connect once more in a minute.',
  'unexpected-realm':
    'You chose another QuickBooks company than the Realm ID in the settings says. Nothing was connected; choose that one, or change the Realm ID.',
  'realm-taken':
    'That QuickBooks company is connected to another company here already. Two would post into the same books, so nothing was connected.',
  'realm-change-unconfirmed':
    'This company was connected to another QuickBooks company before. If the change is meant, connect with "confirmRealmChange": true; nothing that was tied before counts in the new books.',
  'sandbox-in-production':
    'The Intuit app is set up for a sandbox, and this is production. Nothing was connected; an operator has to store the production keys.',
  'exchange-failed': 'Intuit did not hand out the tokens. Begin to connect once more.',
  'books-not-readable':
    'Intuit let us in, but the books could not be read. Connect as an admin of that QuickBooks company.',
  failed: 'Something failed on our side, and nothing was connected. Begin to connect once more.',
}

/** The sentence for a browser that the OAuth callback has sent here. */
export function landingText(query: Record<string, string>): string {
  const { success, data: company } = z.safeParse(companySlug, query['connected'] ?? query['company'])
  const name = success ? company : 'The company'
  if (query['connected'] !== undefined) return `${name} is connected to QuickBooks. You can close this page.`
  const code = query['connect-error']
  if (code === undefined)
    return 'This is the API of Cetec ERP to QuickBooks Online. It describes itself at /openapi.json.'
  return `${name} was not connected to QuickBooks. ${refusals[code] ?? 'Begin to connect once more.'}`
}
