import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { Backfill as Counted } from '../api/shapes.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { Question } from '../shell/question.tsx'
import { kindNames, type PushedKind } from '../words/kinds.ts'
import { counted, countText, moneyText } from '../words/money.ts'

type Row = { kind: PushedKind; month: string; count: number; total: string }

/** Sends what came from the ERP before its kind was switched on: counts it first, by month. */
export function Backfill() {
  const api = useApi()
  const { say } = useShell()
  const { company } = useCompany()
  const attempt = useAttempt()
  const [found, setFound] = useState<Counted>()
  const [isBusy, setBusy] = useState(false)
  const path = pathOf(['companies', company.company, 'backfill'])
  const rows = rowsOf(found)
  const count = rows.reduce((sum, row) => sum + row.count, 0)

  async function ask(dryRun: boolean) {
    setBusy(true)
    await attempt(async () => {
      const answer = await api.post<Counted>(path, { dryRun })
      setFound(dryRun ? answer : undefined)
      if (!dryRun) say({ type: 'success', header: `${counted(count, 'record goes', 'records go')} out now` })
    })
    setBusy(false)
  }

  return (
    <>
      <Button loading={isBusy && !found} onClick={() => void ask(true)}>
        Back-fill …
      </Button>
      {found && (
        <Question
          header={count === 0 ? 'Nothing is left to send' : 'Send what came before?'}
          yes={`Send ${counted(count, 'record')}`}
          isBusy={isBusy}
          isDisabled={count === 0}
          onYes={() => void ask(false)}
          onNo={() => setFound(undefined)}
        >
          <SpaceBetween size="m">
            <Box>
              {count > 0 && 'These came from the ERP before their kind was switched on. '}
              {beforeGoLive(found) > 0 &&
                `${counted(beforeGoLive(found), 'document')} dated before the go-live date ${beforeGoLive(found) === 1 ? 'stays' : 'stay'} out.`}
            </Box>
            <Table
              variant="embedded"
              contentDensity="compact"
              items={rows}
              trackBy={({ kind, month }) => `${kind} ${month}`}
              empty="Nothing came before: all of it is sent, or is on its way."
              columnDefinitions={[
                { id: 'kind', header: 'Kind', isRowHeader: true, cell: ({ kind }) => kindNames[kind] },
                { id: 'month', header: 'Month', cell: ({ month }) => month || '–' },
                { id: 'count', header: 'Records', cell: (row) => countText(row.count) },
                { id: 'total', header: 'In all', cell: ({ total }) => (Number(total) === 0 ? '–' : moneyText(total)) },
              ]}
            />
          </SpaceBetween>
        </Question>
      )}
    </>
  )
}

const rowsOf = (found: Counted | undefined): Row[] =>
  Object.entries(found?.kinds ?? {}).flatMap(([kind, { months }]) =>
    months.map((month) => ({ kind: kind as PushedKind, ...month })),
  )

const beforeGoLive = ({ kinds }: Counted): number =>
  Object.values(kinds).reduce((sum, kind) => sum + kind.beforeGoLive, 0)
