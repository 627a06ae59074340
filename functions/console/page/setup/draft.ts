import { useState } from 'react'
import { defaultSettings, patchSettings } from '../../../../shared/sync/settings.ts'
import type { Settings } from '../api/shapes.ts'
import type { PushedKind } from '../words/kinds.ts'

type Switches = Settings['switches']

/** Parts, customers, vendors and A/R invoices: what nearly everybody wants. */
const usual: Switches = { ...defaultSettings.switches, part: true, customer: true, vendor: true, invoice: true }

const keyOf = (company: string) => `setup-switches/${company}`

/**
 * The switches as they will be when the setup is finished. They are kept in this browser until then: what is switched on
 * in the settings is posted at once.
 */
export function useDraft(company: string, now: Switches) {
  const [draft, setDraft] = useState<Switches>(() => {
    const kept = localStorage.getItem(keyOf(company))
    if (Object.values(now).some(Boolean)) return now
    return kept === null ? usual : { ...usual, ...(JSON.parse(kept) as Partial<Switches>) }
  })
  return {
    draft,
    /** Changes one, with what it needs and what needs it, by the rule that holds for the settings. */
    change(kind: PushedKind, isOn: boolean): void {
      const result = patchSettings(
        { ...defaultSettings, switches: draft },
        { switches: { [kind]: isOn }, confirm: true },
      )
      if ('needsConfirmation' in result) return
      setDraft(result.settings.switches)
      localStorage.setItem(keyOf(company), JSON.stringify(result.settings.switches))
    },
    forget: () => localStorage.removeItem(keyOf(company)),
  }
}
