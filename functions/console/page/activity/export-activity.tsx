import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import type { Activity, Page } from '../api/shapes.ts'
import { useApi, useAttempt, useShell } from '../shell/context.ts'
import { csvOf } from '../words/csv.ts'
import { countText } from '../words/money.ts'
import { saveFile } from '../words/save-file.ts'
import { pushedIn, sentenceOf } from './sentence.ts'

/** The API gives no more at once. */
const PAGE = 200
/** More than a spreadsheet is read by; the filter narrows it. */
const ROWS_MAX = 50_000

type Props = { pathAt: (cursor: string | undefined, limit: number) => string; company: string }

/** Saves what the filter shows, all pages of it, as a file for a spreadsheet. */
export function ExportActivity({ pathAt, company }: Props) {
  const api = useApi()
  const { say } = useShell()
  const attempt = useAttempt()
  const [isBusy, setBusy] = useState(false)

  async function save() {
    setBusy(true)
    await attempt(async () => {
      const rows: string[][] = [['At (UTC)', 'By', 'What', 'In words', 'Records', 'Before', 'After', 'Detail']]
      let cursor: string | undefined
      do {
        const page = await api.get<Page<Activity>>(pathAt(cursor, PAGE))
        rows.push(...page.items.map(rowOf))
        cursor = page.next ?? undefined
      } while (cursor && rows.length < ROWS_MAX)
      saveFile(`${company}-activity.csv`, csvOf(rows))
      if (cursor) {
        const text = `The file holds the newest ${countText(rows.length - 1)}. Narrow the filter for the others.`
        say({ type: 'warning', header: 'There is more than one file takes', text })
      }
    })
    setBusy(false)
  }

  return (
    <Button iconName="download" loading={isBusy} onClick={() => void save()}>
      Save as CSV
    </Button>
  )
}

const text = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value))

function rowOf(activity: Activity): string[] {
  const { at, by, what, record, before, after, detail } = activity
  const records =
    record ??
    pushedIn(activity)
      .map((pushed) => pushed.record)
      .join(' ')
  return [at, by, what, sentenceOf(activity), records, text(before), text(after), text(detail)]
}
