import type { AlertProps } from '@cloudscape-design/components/alert'
import type { Status } from '../api/shapes.ts'
import { counted } from '../words/money.ts'
import { needsPerson, totals } from './summary.ts'

type Standing = { type: AlertProps.Type; header: string }

/** The answer to the question for which a controller opens the page. */
export function standingOf(status: Status): Standing {
  const problems = needsPerson(status)
  const { pending, waiting } = totals(status)
  if (status.standstill) return { type: 'error', header: status.standstill.message }
  if (problems > 0)
    return { type: 'warning', header: `Not yet: ${counted(problems, 'record needs', 'records need')} somebody` }
  const onTheWay = pending + waiting
  if (onTheWay > 0)
    return { type: 'info', header: `Nearly: ${counted(onTheWay, 'record is', 'records are')} on the way` }
  return { type: 'success', header: 'Yes. Everything is in QuickBooks' }
}
