import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { asApiError } from '../api/client.ts'

type Props = { why: string | undefined; onSignIn: () => Promise<void>; isLocal: boolean }

/** What whoever is not signed in sees: what this is, and one button. */
export function SignInPage({ why, onSignIn, isLocal }: Props) {
  const [isLeaving, setLeaving] = useState(false)
  const [failure, setFailure] = useState<string>()

  async function leave() {
    setLeaving(true)
    try {
      await onSignIn()
    } catch (error) {
      setLeaving(false)
      setFailure(`The sign-in cannot be reached: ${asApiError(error).message}`)
    }
  }

  const problem = failure ?? why
  return (
    <main className="door">
      <Container
        header={
          <Header variant="h1" description="One way, within seconds, exactly once.">
            Cetec ERP to QuickBooks Online
          </Header>
        }
      >
        <SpaceBetween size="l">
          {problem && <Alert type="warning">{problem}</Alert>}
          <Box>
            Parts, customers, vendors and documents of the ERP appear in QuickBooks by themselves. Here you connect
            QuickBooks, link its lists to the ERP’s, choose what is sent, and see to whatever needs a person.
          </Box>
          {isLocal && (
            <Alert type="info" header="This runs on your own machine, against a simulated QuickBooks">
              Nobody asks for a password. Choose <b>operator</b> to see everything and to set up a company of your own,{' '}
              <b>controller</b> to work in the demo company, or <b>accountant</b> to look only.
            </Alert>
          )}
          <Button variant="primary" loading={isLeaving} onClick={() => void leave()}>
            Sign in
          </Button>
        </SpaceBetween>
      </Container>
    </main>
  )
}
