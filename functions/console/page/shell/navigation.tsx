import Badge from '@cloudscape-design/components/badge'
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation'
import { pathOf } from '../api/client.ts'
import type { Status } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { openProblems } from '../today/standing.ts'
import { href, type Screen, screens } from './route.ts'

const REFRESH_MS = 15_000

/** The screens of a company, and how many problems somebody has to see to. */
export function Navigation({ company, screen }: { company: string; screen: Screen }) {
  const { data } = useAnswer<Status>(pathOf(['companies', company, 'status']), { everyMs: REFRESH_MS })
  const problems = data ? openProblems(data) : 0
  const item = (name: Screen): SideNavigationProps.Link => ({
    type: 'link',
    text: screens[name],
    href: href(company, name),
    ...(name === 'problems' && problems > 0 && { info: <Badge color="red">{problems}</Badge> }),
  })
  return (
    <SideNavigation
      activeHref={href(company, screen)}
      items={[
        ...(['today', 'problems', 'records', 'activity'] as const).map(item),
        { type: 'divider' },
        ...(['setup', 'pull-data', 'settings'] as const).map(item),
      ]}
    />
  )
}
