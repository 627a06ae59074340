import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation'
import { useState } from 'react'
import type { Company } from '../api/shapes.ts'
import { useTimes } from '../words/times.tsx'
import { useShell } from './context.ts'
import { changeMode, isDark } from './mode.ts'
import { href, NEW_COMPANY } from './route.ts'

type Props = { companies: readonly Company[]; here: Company | undefined; onSignOut: () => void }

/** Which company this is and who looks at it. */
export function Top({ companies, here, onSignOut }: Props) {
  const { person } = useShell()
  const { zone } = useTimes()
  const [dark, setDark] = useState(isDark)
  const switcher: TopNavigationProps.MenuDropdownUtility = {
    type: 'menu-dropdown',
    text: here?.name ?? 'Choose a company',
    iconName: 'multiscreen',
    ariaLabel: `Company: ${here?.name ?? 'Choose a company'}`,
    items: [
      ...companies.map(({ company, name }) => ({ id: company, text: name, href: href(company, 'today') })),
      { id: '', text: 'All companies', href: '#/' },
      ...(person.isOperator ? [{ id: '?new', text: 'New company', href: NEW_COMPANY }] : []),
    ],
  }
  return (
    <div id="top">
      <TopNavigation
        identity={{ href: here ? href(here.company, 'today') : '#/', title: 'Cetec to QuickBooks' }}
        utilities={[
          switcher,
          {
            type: 'button',
            text: dark ? 'Light' : 'Dark',
            ariaLabel: dark ? 'Light colors' : 'Dark colors',
            onClick: () => {
              changeMode()
              setDark(isDark())
            },
          },
          {
            type: 'menu-dropdown',
            text: person.name,
            iconName: 'user-profile',
            ariaLabel: `You are ${person.name}`,
            description: `Your id is ${person.id}. Times are those of ${zone}.`,
            items: [{ id: 'sign-out', text: 'Sign out' }],
            onItemClick: onSignOut,
          },
        ]}
      />
    </div>
  )
}
