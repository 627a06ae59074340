import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Tabs from '@cloudscape-design/components/tabs'
import { useState } from 'react'
import { keyOf } from '../../../../shared/erp/record.ts'
import { recordPath } from '../api/client.ts'
import type { RecordDetail } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useCompany } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { type Kind, keyName, titleOf } from '../words/kinds.ts'
import { stateOf, states } from '../words/states.tsx'
import { Json } from './json.tsx'
import { Preview } from './preview.tsx'
import { RecordActions } from './record-actions.tsx'
import { RecordActivity } from './record-activity.tsx'
import { RecordDiffers } from './record-differs.tsx'
import { RecordFacts } from './record-facts.tsx'
import { RecordNotes } from './record-notes.tsx'
import { RecordReason } from './record-reason.tsx'
import { ResolveOutcome } from './resolve-outcome.tsx'
import { Writes } from './writes.tsx'

/** While something is about to happen, the page looks often. */
const REFRESH_MS = 4_000

/** One record: where it stands and why, what was sent and answered, what it does to the books, and who did what. */
export function RecordPage({ kind, id }: { kind: Kind; id: string }) {
  const { company } = useCompany()
  const [tab, setTab] = useState<string>()
  const key = keyOf(kind, id)
  const path = recordPath(company.company, kind, id)
  const record = useAnswer<RecordDetail>(path(), { everyMs: REFRESH_MS })
  return (
    <Loaded asked={record}>
      {(data) => (
        <SpaceBetween size="l">
          <Header
            variant="h1"
            description={<span className="name">{titleOf(data) || states[stateOf(data)].meaning}</span>}
            actions={<RecordActions path={path} record={data} onDone={record.reload} />}
          >
            <span className="name">{keyName(key)}</span>
          </Header>
          <RecordReason reason={data.reason} state={data.state} record={key} />
          <RecordDiffers differs={data.differs} />
          <RecordNotes header="QuickBooks has it, with a note" notes={data.notes} />
          {data.state === 'unknown' && <ResolveOutcome path={path} onDone={record.reload} />}
          <RecordFacts record={data} />
          <Tabs
            // Who is to approve something wants to see what.
            activeTabId={tab ?? (data.reason?.code === 'approval' ? 'preview' : 'writes')}
            onChange={({ detail }) => setTab(detail.activeTabId)}
            tabs={[
              {
                id: 'writes',
                label: `Sent to QuickBooks (${data.history.length})`,
                content: <Writes history={data.history} />,
              },
              {
                id: 'preview',
                label: 'What it does to the books',
                content: (
                  <Preview
                    key={`${data.version} ${data.state}`}
                    path={path}
                    record={data}
                    onApproved={async () => {
                      setTab('preview')
                      await record.reload()
                    }}
                  />
                ),
              },
              {
                id: 'erp',
                label: 'From the ERP',
                content: <Json value={data.content} none="The ERP has deleted it." />,
              },
              { id: 'activity', label: 'Who did what', content: <RecordActivity record={key} /> },
            ]}
          />
        </SpaceBetween>
      )}
    </Loaded>
  )
}
