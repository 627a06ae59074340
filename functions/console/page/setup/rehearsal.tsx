import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState } from 'react'
import { keyOf } from '../../../../shared/erp/record.ts'
import { pathOf, recordPath } from '../api/client.ts'
import type { ErpRecord, Page, Settings } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Preview } from '../records/preview.tsx'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { keyName, kindNames, pushedKinds, titleOf } from '../words/kinds.ts'
import { stateOf } from '../words/states.tsx'
import { useTimes } from '../words/times.tsx'
import { sampleEvents } from './samples.ts'
import type { Now } from './use-setup.ts'

const SHOWN_MAX = 5
const REFRESH_MS = 3_000

/** What would be posted for the newest of what the ERP has sent; nothing is sent by looking. */
export function Rehearsal({ switches, now }: { switches: Settings['switches']; now: Now }) {
  const kinds = pushedKinds.filter((kind) => switches[kind])
  const left = whatIsLeft(now)
  return (
    <SpaceBetween size="l">
      {left.length > 0 && (
        <Alert type="warning" header="Something is left to do before">
          {left.join(' ')} You can switch on all the same; what needs it is held until it is there.
        </Alert>
      )}
      {kinds.length === 0 && (
        <Alert type="warning" header="Nothing is chosen to be sent">
          Go back to “What is sent” and choose at least one kind.
        </Alert>
      )}
      <Samples />
      {/* What is mentioned is more telling last: invoices before customers. */}
      {kinds.toReversed().map((kind, index) => (
        <KindRehearsal key={kind} kind={kind} isFirst={index === 0} />
      ))}
    </SpaceBetween>
  )
}

function whatIsLeft({ connection, settings, catalog }: Now): string[] {
  const isComplete = Object.values(settings.defaultAccounts).every((id) => id !== null)
  return [
    ...(connection.status === 'connected' ? [] : ['QuickBooks is not connected.']),
    ...(catalog.items.length > 0 ? [] : ['The lists are not pulled.']),
    ...(isComplete ? [] : ['Not all default accounts are chosen.']),
  ]
}

function KindRehearsal({ kind, isFirst }: { kind: ErpRecord['kind']; isFirst: boolean }) {
  const { company } = useCompany()
  const asked = useAnswer<Page<ErpRecord>>(
    pathOf(['companies', company.company, 'records'], { kind, limit: SHOWN_MAX }),
    { everyMs: REFRESH_MS },
  )
  return (
    <Container header={<Header variant="h3">{kindNames[kind]}</Header>}>
      <Loaded asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Box color="text-body-secondary">The ERP has not sent any yet.</Box>
          ) : (
            <SpaceBetween size="xs">
              {items.map((record, index) => (
                <ExpandableSection
                  key={record.id}
                  defaultExpanded={isFirst && index === 0}
                  headerText={<span className="name">{`${keyName(keyOf(kind, record.id))} ${titleOf(record)}`}</span>}
                  headerDescription={stateOf(record) === 'synced' ? 'It is in QuickBooks already.' : ''}
                >
                  <Preview path={recordPath(company.company, kind, record.id)} record={record} />
                </ExpandableSection>
              ))}
            </SpaceBetween>
          )
        }
      </Loaded>
    </Container>
  )
}

/** Where there are no real books: something to try it with. */
function Samples() {
  const api = useApi()
  const { config, say } = useShell()
  const { company, mayChange } = useCompany()
  const { zone } = useTimes()
  const attempt = useAttempt()
  const [isSent, setSent] = useState(false)
  if (config.stage === 'production' || !mayChange) return null

  const send = () =>
    attempt(async () => {
      const events = sampleEvents(company.company, Date.now(), zone)
      await api.post(pathOf(['companies', company.company, 'changes']), { events })
      setSent(true)
      say({ type: 'success', header: 'The samples are sent: one customer, one vendor, one part and one invoice' })
    })

  return (
    <Alert
      type="info"
      header="This is not production, so you can try it with samples"
      action={!isSent && <Button onClick={() => void send()}>Send sample records</Button>}
    >
      {isSent ? (
        <StatusIndicator>They are here. Switch on, and they go to QuickBooks.</StatusIndicator>
      ) : (
        'Sends what the ERP would send: a customer, a vendor, a part and an invoice. Later the ERP’s own feed does this.'
      )}
    </Alert>
  )
}
