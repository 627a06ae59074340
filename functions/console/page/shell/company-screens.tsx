import type { ComponentType } from 'react'
import { ActivityPage } from '../activity/activity-page.tsx'
import { pathOf } from '../api/client.ts'
import type { Company, CompanyDetail, Member, Page } from '../api/shapes.ts'
import { type Asked, useAnswer } from '../api/use-answer.ts'
import { ProblemsPage } from '../problems/problems-page.tsx'
import { PullDataPage } from '../pull-data/pull-data-page.tsx'
import { RecordsPage } from '../records/records-page.tsx'
import { SettingsPage } from '../settings/settings-page.tsx'
import { SetupPage } from '../setup/setup-page.tsx'
import { TodayPage } from '../today/today-page.tsx'
import { CompanyContext, useShell } from './context.ts'
import { Loaded } from './loaded.tsx'
import type { Route, Screen, ScreenProps } from './route.ts'

const pages: Record<Screen, ComponentType<ScreenProps>> = {
  today: TodayPage,
  problems: ProblemsPage,
  records: RecordsPage,
  'pull-data': PullDataPage,
  settings: SettingsPage,
  setup: SetupPage,
  activity: ActivityPage,
}

type Props = { company: Company; detail: Asked<CompanyDetail>; route: Route }

/** The screens of one company, to whoever has a part in it; not before it is known in which zone its moments are. */
export function CompanyScreens({ company, detail, route }: Props) {
  const { person } = useShell()
  const members = useAnswer<Page<Member>>(pathOf(['companies', company.company, 'members']))
  const Screen = pages[route.screen]
  return (
    <Loaded asked={detail}>
      {() => (
        <Loaded asked={members}>
          {({ items }) => {
            const mayChange = person.isOperator || items.some(({ id, role }) => id === person.id && role === 'admin')
            const reload = { reloadDetail: detail.reload, reloadMembers: members.reload }
            return (
              <CompanyContext.Provider value={{ company, members: items, mayChange, ...reload }}>
                <Screen route={route} />
              </CompanyContext.Provider>
            )
          }}
        </Loaded>
      )}
    </Loaded>
  )
}
