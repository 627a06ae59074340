import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group'
import type { Company } from '../api/shapes.ts'
import { keyName } from '../words/kinds.ts'
import { href, type Route, screens } from './route.ts'

/** Where one is: company, screen, record. */
export function Breadcrumbs({ company, route }: { company: Company; route: Route }) {
  const { screen, rest } = route
  const record = screen === 'records' && rest.length > 1 ? keyName(rest.join('/')) : undefined
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
