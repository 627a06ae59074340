import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar'
import Button from '@cloudscape-design/components/button'
import Flashbar from '@cloudscape-design/components/flashbar'
import { useEffect, useMemo, useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { Company, CompanyDetail, Page } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { CompaniesPage } from '../companies/companies-page.tsx'
import { takeLanding } from '../connection/landing.ts'
import { TimesContext } from '../words/times.tsx'
import { timesIn } from '../words/zone.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { CompanyScreens } from './company-screens.tsx'
import { type Message, useShell } from './context.ts'
import { RequestId } from './error-alert.tsx'
import { Loaded } from './loaded.tsx'
import { Navigation } from './navigation.tsx'
import { screens, useRoute } from './route.ts'
import { Top } from './top.tsx'

type Props = { messages: readonly Message[]; onDismiss: (message: Message) => void; onSignOut: () => void }

const WIDE_ENOUGH_PX = 900
/** A company that somebody else has created meanwhile appears by itself. */
const REFRESH_MS = 15_000

/** Top bar, navigation, messages, and the screen that the address asks for. */
export function Frame({ messages, onDismiss, onSignOut }: Props) {
  const { say } = useShell()
  const route = useRoute()
  const companies = useAnswer<Page<Company>>('/companies', { everyMs: REFRESH_MS })
  const [isOpen, setOpen] = useState(innerWidth > WIDE_ENOUGH_PX)
  const here = companies.data?.items.find(({ company }) => company === route.company)
  const detail = useAnswer<CompanyDetail>(here && pathOf(['companies', here.company]))
  const zone = detail.data?.timeZone ?? null
  const times = useMemo(() => timesIn(zone), [zone])

  useEffect(() => {
    const landing = takeLanding()
    if (!landing) return
    if (landing.refusal === undefined) say({ type: 'success', header: 'QuickBooks is connected' })
    else say({ type: 'error', header: 'QuickBooks was not connected', text: landing.refusal })
  }, [say])

  useEffect(() => {
    document.title = here ? `${screens[route.screen]} · ${here.name}` : 'Cetec ERP to QuickBooks'
  }, [here, route.screen])

  // Who has a part in one company only need not choose.
  const [only, ...others] = companies.data?.items ?? []
  useEffect(() => {
    if (only && others.length === 0 && route.company === undefined && location.hash === '') {
      location.replace(`#/${only.company}/today`)
    }
  }, [only, others.length, route.company])

  return (
    <TimesContext.Provider value={times}>
      <Top companies={companies.data?.items ?? []} here={here} onSignOut={onSignOut} />
      <AppLayoutToolbar
        headerSelector="#top"
        toolsHide
        navigationHide={!here}
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        navigation={here && <Navigation company={here.company} screen={route.screen} />}
        ariaLabels={{
          navigation: 'Screens',
          navigationToggle: 'Open the list of screens',
          navigationClose: 'Close the list of screens',
          notifications: 'Messages',
        }}
        breadcrumbs={here && <Breadcrumbs company={here} route={route} />}
        stickyNotifications
        notifications={
          <Flashbar
            items={messages.map((message, index) => ({
              id: String(index),
              type: message.type,
              header: message.header,
              content: (
                <>
                  {message.text}
                  <RequestId id={message.requestId} />
                </>
              ),
              ...(message.action && {
                action: (
                  <Button
                    onClick={() => {
                      onDismiss(message)
                      message.action?.act()
                    }}
                  >
                    {message.action.label}
                  </Button>
                ),
              }),
              dismissible: true,
              dismissLabel: 'Close this message',
              onDismiss: () => onDismiss(message),
            }))}
          />
        }
        content={
          <Loaded asked={companies}>
            {({ items }) =>
              here ? (
                <CompanyScreens key={here.company} company={here} detail={detail} route={route} />
              ) : (
                <CompaniesPage companies={items} wanted={route.company} onChange={companies.reload} />
              )
            }
          </Loaded>
        }
      />
    </TimesContext.Provider>
  )
}
