import Wizard from '@cloudscape-design/components/wizard'
import { useState } from 'react'
import { useAttempt, useCompany, useShell } from '../shell/context.ts'
import { href } from '../shell/route.ts'
import { useDraft } from './draft.ts'
import { stepsOf } from './steps.tsx'
import { useBackfill } from './use-backfill.ts'
import { doneSteps, type Now, type Setup, type StepId } from './use-setup.ts'

/** The steps, with a mark at those that are done. */
export function SetupWizard({ setup, now }: { setup: Setup; now: Now }) {
  const { say } = useShell()
  const { company, mayChange } = useCompany()
  const attempt = useAttempt()
  const backfill = useBackfill(company.company)
  const draft = useDraft(company.company, now.settings.switches)
  const done = doneSteps(now)
  const steps = stepsOf({ setup, now, draft })
  const [at, setAt] = useState(() => (now.connection.status === 'none' ? 0 : firstLeft(steps, done)))
  const [isFinishing, setFinishing] = useState(false)

  async function finish() {
    setFinishing(true)
    const isOn = await setup.settings.change({ switches: draft.draft })
    const isDone = isOn && (await attempt(backfill))
    setFinishing(false)
    if (!isDone) return
    draft.forget()
    say({
      type: 'success',
      header: 'The setup is finished',
      text: 'From now on everything goes to QuickBooks by itself. This page tells whether it is all there.',
    })
    location.hash = href(company.company, 'today')
  }

  return (
    <Wizard
      activeStepIndex={at}
      steps={steps.map(({ id, title, description, content, isOptional }) => ({
        title: done[id] ? `✓ ${title}` : title,
        description,
        content,
        ...(isOptional && { isOptional }),
      }))}
      i18nStrings={{
        stepNumberLabel: (number) => `Step ${number}`,
        collapsedStepsLabel: (number, count) => `Step ${number} of ${count}`,
        navigationAriaLabel: 'Steps of the setup',
        cancelButton: 'Finish later',
        previousButton: 'Back',
        nextButton: 'Next',
        optional: 'optional',
      }}
      submitButtonText={mayChange ? (done.rehearsal ? 'Save' : 'Switch on') : 'An admin can switch it on'}
      isLoadingNextStep={isFinishing}
      onNavigate={({ detail }) => setAt(detail.requestedStepIndex)}
      onCancel={() => {
        location.hash = href(company.company, 'today')
      }}
      onSubmit={() => mayChange && void finish()}
    />
  )
}

function firstLeft(steps: readonly { id: StepId; isOptional: boolean }[], done: Record<StepId, boolean>): number {
  const first = steps.findIndex(({ id, isOptional }) => !done[id] && !isOptional)
  return first === -1 ? steps.length - 1 : first
}
