import Box from '@cloudscape-design/components/box'
import ColumnLayout from '@cloudscape-design/components/column-layout'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import Table from '@cloudscape-design/components/table'
import type { RecordDetail } from '../api/shapes.ts'
import { useTimes } from '../words/times.tsx'
import { differencesOf } from './differences.ts'
import { Json } from './json.tsx'

type Write = RecordDetail['history'][number]

/** Every write to QuickBooks for the record, to the letter, the newest first. */
export function Writes({ history }: { history: readonly Write[] }) {
  const { momentText } = useTimes()
  if (history.length === 0) return <Box color="text-body-secondary">Nothing has been sent to QuickBooks for it.</Box>
  return (
    <SpaceBetween size="s">
      {history.map((write, index) => (
        <ExpandableSection
          key={write.attempt}
          variant="container"
          defaultExpanded={index === 0}
          headerText={`${capital(write.operation)} ${write.entity} · ${momentText(write.at)}`}
          headerDescription={`Version ${write.version}${write.intuitTid ? ` · Intuit’s number of the call is ${write.intuitTid}` : ''}`}
        >
          <SpaceBetween size="m">
            <Outcome write={write} />
            <Changes write={write} previous={history[index + 1]} />
            <ColumnLayout columns={2}>
              <div>
                <Box variant="awsui-key-label">Sent</Box>
                <Json value={write.sent} />
              </div>
              <div>
                <Box variant="awsui-key-label">Answered</Box>
                <Json value={write.answered} none="No answer has been read for it." />
              </div>
            </ColumnLayout>
          </SpaceBetween>
        </ExpandableSection>
      ))}
    </SpaceBetween>
  )
}

function Outcome({ write: { status, answered } }: { write: Write }) {
  if (status === null) return <StatusIndicator type="warning">No answer has come</StatusIndicator>
  const isRefused = typeof answered === 'object' && answered !== null && 'fault' in answered
  if (status !== 200 || isRefused)
    return <StatusIndicator type="error">QuickBooks did not take it ({status})</StatusIndicator>
  return <StatusIndicator>QuickBooks took it</StatusIndicator>
}

/** What is different from the write before; SyncTokens differ each time and tell nothing. */
function Changes({ write, previous }: { write: Write; previous: Write | undefined }) {
  if (!previous) return null
  const differences = differencesOf(previous.sent, write.sent).filter(({ field }) => !/(^|\.)SyncToken$/.test(field))
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      items={differences}
      trackBy="field"
      header={<Box variant="awsui-key-label">Different from the write before</Box>}
      empty="Nothing is different."
      columnDefinitions={[
        { id: 'field', header: 'Field', isRowHeader: true, cell: ({ field }) => <span className="name">{field}</span> },
        { id: 'before', header: 'Before', cell: ({ before }) => <span className="name">{before ?? '–'}</span> },
        { id: 'after', header: 'Now', cell: ({ after }) => <span className="name">{after ?? '–'}</span> },
      ]}
    />
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
