import { useEffect, useState } from 'react'
import { parseKey } from '../../../../shared/erp/record.ts'

/** The screens, in the words of the ERP's own pages where it has them. */
export const screens = {
  today: 'Today',
  problems: 'Problems',
  records: 'Records',
  'pull-data': 'Pull Data From QuickBooks',
  settings: 'QuickBooks Settings',
  setup: 'Setup',
  activity: 'Activity',
} as const
export type Screen = keyof typeof screens

/** Where an operator creates a company. */
export const NEW_COMPANY = '#/?new='

/** Where one is: `#/acme/records/invoice/10482?state=held`. Behind the hash, so that no server's log holds it. */
export type Route = { company: string | undefined; screen: Screen; rest: readonly string[]; query: URLSearchParams }
/** What every screen is told. */
export type ScreenProps = { route: Route }

function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [company, screen = '', ...rest] = path.split('/').map(decoded)
  return {
    company: company || undefined,
    screen: isScreen(screen) ? screen : 'today',
    rest: rest.filter((part) => part !== ''),
    query: new URLSearchParams(query),
  }
}

/** The address of a screen. */
export function href(
  company: string,
  screen: Screen,
  rest: readonly string[] = [],
  query: Record<string, string | undefined> = {},
): string {
  const asked = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []))
  const path = `#/${[company, screen, ...rest].map(encodeURIComponent).join('/')}`
  return asked.length > 0 ? `${path}?${new URLSearchParams(asked)}` : path
}

export const recordHref = (company: string, key: string): string => {
  const { kind, id } = parseKey(key) ?? {}
  return kind && id ? href(company, 'records', [kind, id]) : href(company, 'records')
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const follow = () => setHash(location.hash)
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return readRoute(hash)
}

const isScreen = (text: string): text is Screen => Object.hasOwn(screens, text)

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
