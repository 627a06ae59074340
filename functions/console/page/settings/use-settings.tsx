import { type ReactNode, useState } from 'react'
import { ApiError, pathOf } from '../api/client.ts'
import type { Settings } from '../api/shapes.ts'
import { type Asked, useAnswer } from '../api/use-answer.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { Question } from '../shell/question.tsx'
import { kindNames, type PushedKind } from '../words/kinds.ts'

type Patch = {
  [Field in keyof Settings]?: Settings[Field] extends object ? Partial<Settings[Field]> : Settings[Field]
}

export type SettingsHere = {
  asked: Asked<Settings>
  mayChange: boolean
  isSaving: boolean
  /** Saves a change, and says what it brought with it. Gives whether it is saved. */
  change: (patch: Patch) => Promise<boolean>
  /** Asks before a change that would strand other switches; belongs into the page. */
  question: ReactNode
}

const listed = (kinds: readonly PushedKind[]) => kinds.map((kind) => kindNames[kind]).join(', ')

/** The company's settings and the one way to change them. */
export function useSettings(): SettingsHere {
  const api = useApi()
  const { say } = useShell()
  const { company, mayChange } = useCompany()
  const attempt = useAttempt()
  const path = pathOf(['companies', company.company, 'settings'])
  const asked = useAnswer<Settings>(path)
  const [isSaving, setSaving] = useState(false)
  const [unconfirmed, setUnconfirmed] = useState<{ patch: Patch; switches: readonly PushedKind[] }>()

  async function change(patch: Patch, confirm = false): Promise<boolean> {
    setSaving(true)
    const isSaved = await attempt(async () => {
      try {
        const after = await api.patch<Settings>(path, { ...patch, ...(confirm && { confirm }) })
        await asked.reload()
        const also = [
          after.switchedOn?.length ? `${listed(after.switchedOn)} switched on` : undefined,
          after.switchedOff?.length ? `${listed(after.switchedOff)} switched off` : undefined,
        ].filter((text) => text !== undefined)
        say({ type: 'success', header: 'Saved', ...(also.length > 0 && { text: `${also.join('; ')}.` }) })
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'needs-confirmation') throw error
        setUnconfirmed({ patch, switches: error.problem['switches'] as PushedKind[] })
      }
    })
    setSaving(false)
    return isSaved
  }

  const question = unconfirmed && (
    <Question
      header="Other switches need this one"
      yes="Switch all of them off"
      no="Leave all on"
      onNo={() => setUnconfirmed(undefined)}
      onYes={() => {
        setUnconfirmed(undefined)
        void change(unconfirmed.patch, true)
      }}
    >
      {listed(unconfirmed.switches)} cannot be in QuickBooks without it, so they would be switched off too. What is in
      QuickBooks stays there; what comes from the ERP is kept here and not sent.
    </Question>
  )
  return { asked, mayChange, isSaving, change, question }
}
