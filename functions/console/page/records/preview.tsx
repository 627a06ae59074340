import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { RecordPath } from '../api/client.ts'
import type { ErpRecord, Preview as Shown } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { Json } from './json.tsx'
import { Postings } from './postings.tsx'
import { RecordNotes } from './record-notes.tsx'

const steps: Record<Shown['step'], string> = {
  create: 'It would be created',
  update: 'It would be changed',
  delete: 'It would be deleted',
  void: 'It would be voided',
  none: 'QuickBooks has it as it is; nothing would be sent',
  waits: 'It has to wait',
  refused: 'It would not be sent',
}

type Props = { path: RecordPath; record: ErpRecord; onApproved?: () => Promise<void> }

/** What would be sent now, and what it does to the books. Looking sends nothing. */
export function Preview({ path, record, onApproved }: Props) {
  const asked = useAnswer<Shown>(path('preview'))
  return (
    <Loaded asked={asked}>
      {(preview) => (
        <SpaceBetween size="m">
          <Step preview={preview} />
          <RecordNotes header="QuickBooks has it with a note then" notes={preview.recordNotes} />
          <Postings lines={preview.postings} />
          {preview.notes.map((note) => (
            <Box key={note} color="text-body-secondary">
              {note}
            </Box>
          ))}
          {preview.digest && record.reason?.code === 'approval' && onApproved && (
            <Approve path={path} digest={preview.digest} onDone={onApproved} />
          )}
          {preview.body && (
            <ExpandableSection headerText="What exactly would be sent">
              <Json value={preview.body} />
            </ExpandableSection>
          )}
        </SpaceBetween>
      )}
    </Loaded>
  )
}

function Step({ preview: { step, entity, reason, stoppedBy } }: { preview: Shown }) {
  const why = reason ?? stoppedBy
  const isSent = step === 'create' || step === 'update' || step === 'delete' || step === 'void'
  const header = `${steps[step]}${isSent && entity ? ` as ${entity}` : ''}${isSent && stoppedBy ? ', once it may go out' : ''}.`
  return (
    <Alert type={step === 'refused' ? 'warning' : 'info'} header={header}>
      {why && (
        <span className="name">
          {why.message} {why.next}
        </span>
      )}
    </Alert>
  )
}

/** Lets exactly that go out which is shown; the API refuses it if it has changed since. */
function Approve({ path, digest, onDone }: { path: RecordPath; digest: string; onDone: () => Promise<void> }) {
  const api = useApi()
  const { say } = useShell()
  const { mayChange } = useCompany()
  const attempt = useAttempt()
  if (!mayChange) return null

  async function approve() {
    const isDone = await attempt(async () => void (await api.post(path('approve'), { digest })))
    if (isDone) say({ type: 'success', header: 'Approved: it goes out as it is shown' })
    await onDone()
  }

  return (
    <Button variant="primary" onClick={() => void approve()}>
      Approve what is shown
    </Button>
  )
}
