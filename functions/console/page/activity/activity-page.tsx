import Button from '@cloudscape-design/components/button'
import DatePicker from '@cloudscape-design/components/date-picker'
import FormField from '@cloudscape-design/components/form-field'
import Grid from '@cloudscape-design/components/grid'
import Header from '@cloudscape-design/components/header'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { Activity } from '../api/shapes.ts'
import { usePages } from '../api/use-answer.ts'
import { useCompany } from '../shell/context.ts'
import { ErrorAlert } from '../shell/error-alert.tsx'
import { type Kind, kindNames } from '../words/kinds.ts'
import { useTimes } from '../words/times.tsx'
import { ActivityTable } from './activity-table.tsx'
import { ExportActivity } from './export-activity.tsx'

const PAGE = 50

const everything = { value: '', label: 'Everything' }
const options = [
  everything,
  ...(Object.keys(kindNames) as Kind[]).map((kind) => ({ value: kind, label: kindNames[kind] })),
]

/** The log that nobody can change: who or what did what, and when. */
export function ActivityPage() {
  const { company } = useCompany()
  const { zone, startOf } = useTimes()
  const [since, setSince] = useState('')
  const [kind, setKind] = useState('')
  const asked = { since: since && startOf(since), kind }
  const pathAt = (cursor: string | undefined, limit = PAGE) =>
    pathOf(['companies', company.company, 'activity'], { ...asked, limit, cursor })
  const pages = usePages<Activity>(pathAt)
  return (
    <SpaceBetween size="l">
      {pages.error && <ErrorAlert error={pages.error} onRetry={pages.reload} />}
      <ActivityTable
        pages={pages}
        header={
          <Header
            variant="h1"
            description={`Who or what did what. Nothing here can be changed or deleted. Times are those of ${zone}.`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel="Read the list again" onClick={pages.reload} />
                <ExportActivity pathAt={pathAt} company={company.company} />
              </SpaceBetween>
            }
          >
            Activity
          </Header>
        }
        filter={
          <Grid gridDefinition={[{ colspan: { default: 12, s: 4 } }, { colspan: { default: 12, s: 4 } }]}>
            <FormField label="About">
              <Select
                selectedOption={options.find(({ value }) => value === kind) ?? everything}
                options={options}
                onChange={({ detail }) => setKind(detail.selectedOption.value ?? '')}
              />
            </FormField>
            <FormField label="Since">
              <DatePicker value={since} onChange={({ detail }) => setSince(detail.value)} placeholder="YYYY/MM/DD" />
            </FormField>
          </Grid>
        }
      />
    </SpaceBetween>
  )
}
