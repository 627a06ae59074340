import { href } from '../shell/route.ts'

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
    'That QuickBooks company is connected to another company here already. Two would post into the same books, so nothing was connected. Choose another one at Intuit.',
  'realm-change-unconfirmed':
    'This company was connected to another QuickBooks company before, so nothing was connected. If the change is meant, tick “another QuickBooks company” in QuickBooks Settings and connect again. What is linked in the other books does not count in these; it is kept, and counts again when those are connected again.',
  'sandbox-in-production':
    'The Intuit app is set up for a sandbox, and this is production. Nothing was connected; an operator has to store the production keys.',
  'exchange-failed': 'Intuit did not hand out the tokens. Begin to connect once more.',
  'books-not-readable':
    'Intuit let us in, but the books could not be read. Connect as an admin of that QuickBooks company.',
  failed:
    'Something failed on our side. Unless QuickBooks Settings says that it is connected, begin to connect once more.',
}

const PLACE = 'connect-from'

/** Before one leaves for Intuit: where to be again afterwards. */
export const rememberPlace = (): void => sessionStorage.setItem(PLACE, location.hash)

type Landing = { refusal: string | undefined }

/** How connecting went, if the OAuth callback has sent the browser here; and clears it from the address bar. */
export function takeLanding(): Landing | undefined {
  const { searchParams } = new URL(location.href)
  const code = searchParams.get('connect-error')
  const company = searchParams.get('connected') ?? searchParams.get('company') ?? undefined
  if (code === null && !searchParams.has('connected')) return undefined
  const place = sessionStorage.getItem(PLACE) ?? (company ? href(company, 'settings') : '#/')
  sessionStorage.removeItem(PLACE)
  history.replaceState(null, '', `/${place}`)
  dispatchEvent(new HashChangeEvent('hashchange'))
  return { refusal: code === null ? undefined : (refusals[code] ?? 'Begin to connect once more.') }
}
