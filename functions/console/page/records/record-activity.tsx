import { ActivityTable } from '../activity/activity-table.tsx'
import { pathOf } from '../api/client.ts'
import type { Activity } from '../api/shapes.ts'
import { usePages } from '../api/use-answer.ts'
import { useCompany } from '../shell/context.ts'
import { ErrorAlert } from '../shell/error-alert.tsx'

/** Who or what did something to the record. */
export function RecordActivity({ record }: { record: string }) {
  const { company } = useCompany()
  const pages = usePages<Activity>((cursor) =>
    pathOf(['companies', company.company, 'activity'], { record, limit: 50, cursor }),
  )
  if (pages.error) return <ErrorAlert error={pages.error} onRetry={pages.reload} />
  return <ActivityTable pages={pages} isOfOneRecord />
}
