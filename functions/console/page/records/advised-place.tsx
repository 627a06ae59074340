import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import { parseKey } from '../../../../shared/erp/record.ts'
import type { Action, PullType } from '../api/shapes.ts'
import { useCompany, useShell } from '../shell/context.ts'
import { href, recordHref } from '../shell/route.ts'
import { keyName, pullTypes } from '../words/kinds.ts'
import { quickBooksHome, quickBooksUrl } from '../words/quickbooks-link.ts'

type Place = { text: string; href?: string | undefined; isExternal?: true }

/** Leads to where an advice is followed; nothing where that is an act of its own, or a matter of the ERP. */
export function AdvisedPlace({ action, record }: { action: Action; record?: string }) {
  const { company } = useCompany()
  const { config } = useShell()
  const place = placeOf(company.company, config.stage, action, record)
  if (!place) return null
  if (place.href === undefined) return <Box color="text-body-secondary">{place.text}</Box>
  return place.isExternal ? (
    <Button href={place.href} iconAlign="right" iconName="external" target="_blank">
      {place.text}
    </Button>
  ) : (
    <Button href={place.href}>{place.text}</Button>
  )
}

/** Where an advice leads, and what the way there is called. Two that lead to one place have one address. */
function placeOf(company: string, stage: string, action: Action, record?: string): Place | undefined {
  const { kind, target } = action
  switch (kind) {
    case 'setting':
      return {
        text: target === 'backfill' ? 'Back-fill' : 'Open the setting',
        href: href(company, 'settings', [], { at: target }),
      }
    case 'connection':
      return { text: 'Open the connection', href: href(company, 'settings', [], { at: 'connection' }) }
    case 'link':
      return linkPlace(company, target ?? record)
    case 'pull':
      if (target === 'tax-code') {
        return { text: 'Pull the tax codes', href: href(company, 'settings', [], { at: 'pullTaxCodes' }) }
      }
      return isPullType(target)
        ? { text: `Pull the ${pullTypes[target].name}`, href: href(company, 'pull-data', [target]) }
        : undefined
    case 'record':
      return target?.includes('/') ? { text: `Open ${keyName(target)}`, href: recordHref(company, target) } : undefined
    case 'quickbooks':
      return quickBooksPlace(stage, target)
    case 'erp':
      return undefined
  }
}

const isPullType = (text: string | undefined): text is PullType => text !== undefined && Object.hasOwn(pullTypes, text)

function linkPlace(company: string, key: string | undefined): Place | undefined {
  const kind = parseKey(key ?? '')?.kind
  const [type] = Object.entries(pullTypes).flatMap(([type, list]) => (list.kind === kind ? [type] : []))
  if (!key || !type) return undefined
  return { text: `Link ${keyName(key)}`, href: href(company, 'pull-data', [type], { for: key }) }
}

/** An entity's own page, or the way to a place of which only the way is known. */
function quickBooksPlace(stage: string, target: string | undefined): Place | undefined {
  const [type = '', id] = target?.split('/') ?? []
  if (id === undefined) {
    const url = quickBooksHome(stage)
    const text = target ? `In QuickBooks: ${target}` : 'Open QuickBooks'
    return url || target ? { text, href: url, isExternal: true } : undefined
  }
  const url = quickBooksUrl(stage, type, id)
  return { text: url ? `Open it in QuickBooks` : `In QuickBooks: ${type} ${id}`, href: url, isExternal: true }
}
