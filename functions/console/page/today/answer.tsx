import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import type { Status } from '../api/shapes.ts'
import { href } from '../shell/route.ts'
import { counted } from '../words/money.ts'
import { Said } from '../words/said.tsx'
import { needsPerson, totals } from './summary.ts'

type Props = { company: string; status: Status; isConnected: boolean; isAnythingOn: boolean }

/** The one sentence that a controller opens the page for. */
export function Answer({ company, status, isConnected, isAnythingOn }: Props) {
  const { synced, pending, waiting } = totals(status)
  const problems = needsPerson(status)
  if (!isAnythingOn) {
    return (
      <Alert
        type="info"
        header="Setup is not finished: nothing is switched on yet"
        action={
          <Button variant="primary" href={href(company, 'setup')}>
            Continue the setup
          </Button>
        }
      >
        What the ERP sends is kept here. It goes to QuickBooks once its kind is switched on.
      </Alert>
    )
  }
  if (status.standstill) {
    return (
      <Alert type="error" header={<Said>{status.standstill.message}</Said>}>
        <Said>{status.standstill.next}</Said>
      </Alert>
    )
  }
  if (problems > 0) {
    return (
      <Alert
        type="warning"
        header={`Not yet: ${counted(problems, 'record needs', 'records need')} somebody`}
        action={
          <Button variant="primary" href={href(company, 'problems')}>
            See to them
          </Button>
        }
      >
        {counted(synced, 'record is', 'records are')} in QuickBooks. The others are kept here and are not lost.
      </Alert>
    )
  }
  const onTheWay = pending + waiting
  if (onTheWay > 0) {
    return (
      <Alert type="info" header={`Nearly: ${counted(onTheWay, 'record is', 'records are')} on the way`}>
        {counted(synced, 'record is', 'records are')} in QuickBooks. Nobody has to do anything.
      </Alert>
    )
  }
  return (
    <Alert type="success" header="Yes. Everything is in QuickBooks">
      {synced === 0
        ? 'The ERP has not sent anything to be pushed yet.'
        : `${counted(synced, 'record is', 'records are')} there in the newest version.`}
      {!isConnected && ' There is no connection at present, so what comes now has to wait.'}
    </Alert>
  )
}
