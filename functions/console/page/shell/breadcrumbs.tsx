import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group'
import { keyOf } from '../../../../shared/erp/record.ts'
import type { Company } from '../api/shapes.ts'
import { isKind, keyName } from '../words/kinds.ts'
import { href, type Route, screens } from './route.ts'

/** Where one is: company, screen, record. */
export function Breadcrumbs({ company, route }: { company: Company; route: Route }) {
  const { screen, rest } = route
  const [kind, id] = rest
  const record = screen === 'records' && kind && id && isKind(kind) ? keyName(keyOf(kind, id)) : undefined
  return (
    <BreadcrumbGroup
      ariaLabel="Where you are"
      items={[
        { text: company.name, href: href(company.company, 'today') },
        { text: screens[screen], href: href(company.company, screen) },
        ...(record ? [{ text: record, href: location.hash }] : []),
      ]}
    />
  )
}
