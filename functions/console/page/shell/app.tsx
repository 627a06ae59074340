import { useEffect, useMemo, useState } from 'react'
import type { PageConfig } from '../../answer.ts'
import { apiOf } from '../api/client.ts'
import type { Session } from '../sign-in/session.ts'
import { SignInPage } from '../sign-in/sign-in-page.tsx'
import { type Message, ShellContext } from './context.ts'
import { Frame } from './frame.tsx'

const IDLE_CHECK_MS = 30_000
const MESSAGES_MAX = 3
const SUCCESS_SHOWN_MS = 8_000

/** The whole page: sign in, then the screens. */
export function App({ config, session }: { config: PageConfig; session: Session }) {
  const [person, setPerson] = useState(session.person)
  const [why, setWhy] = useState(session.failure)
  const [messages, setMessages] = useState<readonly Message[]>([])

  const shell = useMemo(() => {
    const signedOut = () => {
      setWhy('Your sign-in has ended. Sign in once more to go on where you were.')
      setPerson(undefined)
    }
    return {
      api: apiOf(session, signedOut),
      config,
      // The newest first. What went well before it is read by then; what went wrong stays until it is closed.
      say(message: Message): void {
        setMessages((before) => [message, ...before.filter(({ type }) => type === 'error')].slice(0, MESSAGES_MAX))
        if (message.type !== 'success' || message.action) return
        setTimeout(() => setMessages((before) => before.filter((each) => each !== message)), SUCCESS_SHOWN_MS)
      },
    }
  }, [config, session])

  useEffect(() => {
    const timer = setInterval(() => {
      if (!session.isIdle()) return
      session.end()
      setWhy('You were signed out because nobody has used this page for a while.')
      setPerson(undefined)
    }, IDLE_CHECK_MS)
    return () => clearInterval(timer)
  }, [session])

  if (!person) return <SignInPage why={why} onSignIn={session.signIn} isLocal={config.stage === 'local'} />
  return (
    <ShellContext.Provider value={{ ...shell, person }}>
      <Frame
        messages={messages}
        onDismiss={(gone) => setMessages((before) => before.filter((message) => message !== gone))}
        onSignOut={() => void session.signOut()}
      />
    </ShellContext.Provider>
  )
}
