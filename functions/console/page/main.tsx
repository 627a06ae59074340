import '@cloudscape-design/global-styles/index.css'
import './page.css'
import I18nProvider from '@cloudscape-design/components/i18n'
import messages from '@cloudscape-design/components/i18n/messages/all.en'
import { createRoot } from 'react-dom/client'
import type { PageConfig } from '../answer.ts'
import { App } from './shell/app.tsx'
import { applyStoredMode } from './shell/mode.ts'
import { openSession } from './sign-in/session.ts'

applyStoredMode()
const element = document.getElementById('page')
if (!element) throw new Error('index.html has no place for the page')
const config = (await (await fetch('/console/config.json')).json()) as PageConfig
const { origin } = new URL(config.consoleUrl)
// Whoever comes by another name of this machine would lose the sign-in on the way back.
if (location.origin !== origin) location.replace(`${origin}/${location.search}${location.hash}`)
else {
  const session = await openSession(config)
  createRoot(element).render(
    <I18nProvider locale="en" messages={[messages]}>
      <App config={config} session={session} />
    </I18nProvider>,
  )
}
