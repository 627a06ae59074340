import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useState } from 'react'
import type { Batch, BatchItem } from '../api/shapes.ts'
import { useAttempt, useShell } from '../shell/context.ts'
import { Question } from '../shell/question.tsx'
import { counted, countText } from '../words/money.ts'
import { BatchPreview } from './batch-preview.tsx'
import { useBatch } from './use-batch.ts'

type Wanted = { parts: readonly string[]; body: object }
type Trial = Wanted & { batch: Batch; items: readonly BatchItem[] }

/**
 * Links many at once, as a person should: a trial first, which shows what would become of each; then, once asked for, the
 * thing itself, which can be undone as a whole.
 */
export function useTrial(onDone: () => void): {
  isBusy: boolean
  begin: (wanted: Wanted) => void
  question: ReactNode
} {
  const { say } = useShell()
  const attempt = useAttempt()
  const { run, itemsOf } = useBatch()
  const [isBusy, setBusy] = useState(false)
  const [trial, setTrial] = useState<Trial>()

  async function busily(act: () => Promise<void>): Promise<void> {
    setBusy(true)
    await attempt(act)
    setBusy(false)
  }

  const begin = (wanted: Wanted) =>
    void busily(async () => {
      const batch = await run(wanted.parts, { ...wanted.body, dryRun: true })
      setTrial({ ...wanted, batch, items: await itemsOf(batch) })
    })

  const doIt = ({ parts, body }: Wanted) =>
    busily(async () => {
      const batch = await run(parts, body)
      setTrial(undefined)
      onDone()
      const skipped = batch.skipped > 0 ? `${counted(batch.skipped, 'pair was', 'pairs were')} left out. ` : ''
      say({
        type: 'success',
        header: `${counted(batch.linked, 'record is', 'records are')} linked`,
        text: `${skipped}If that was a mistake, all of it can be undone at once.`,
        action: { label: 'Undo all of them', act: () => void undo(batch) },
      })
    })

  const undo = ({ id }: Batch) =>
    busily(async () => {
      const { unlinked } = await run(['batches', id, 'undo'], {})
      onDone()
      say({ type: 'success', header: `${counted(unlinked, 'record is', 'records are')} no longer linked` })
    })

  const question = trial && (
    <Question
      header={trial.batch.linked === 0 ? 'There is nothing to link' : `Link ${counted(trial.batch.linked, 'record')}?`}
      yes={`Link ${countText(trial.batch.linked)}`}
      isBusy={isBusy}
      isDisabled={trial.batch.linked === 0}
      onYes={() => void doIt(trial)}
      onNo={() => setTrial(undefined)}
    >
      <SpaceBetween size="m">
        <Box>{summaryOf(trial.batch)}</Box>
        <BatchPreview items={trial.items} />
      </SpaceBetween>
    </Question>
  )
  return { isBusy, begin, question }
}

function summaryOf({ linked, differing, skipped }: Batch): string {
  const leftOut = skipped > 0 ? ` ${counted(skipped, 'pair is', 'pairs are')} left out.` : ''
  if (linked === 0) return `Nothing is alike enough to be linked.${leftOut}`
  const changes =
    differing === 0
      ? 'Nothing in QuickBooks is changed by it.'
      : `The next push then changes ${counted(differing, 'record')} in QuickBooks, as is said below.`
  return `${changes} All of it can be undone at once.${leftOut}`
}
