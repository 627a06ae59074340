import type { LimitBreach } from '../../../shared/qbo/limits.ts'
import { aCustomer, aPart } from '../stage.ts'
import { anInvoiceOf, corrected, type Stories, type Story, tell } from './story.ts'

/** The same, by a setting that is chosen for it and taken back afterwards. */
const chosen = (story: Story, setting: string, to: string, back: string): Story => ({
  ...story,
  way: `by the setting ${setting}`,
  trouble: async (company) => {
    await company.set({ [setting]: back })
    return story.trouble(company)
  },
  follow: async (company) => {
    await company.set({ [setting]: to })
    await company.set({ [setting]: back })
  },
})
const named = (code: string, name: string) => corrected(code, 'customer', aCustomer, { name })
const replaced = (code: string, name: (id: string) => string): Story => ({
  ...chosen(named(code, ''), 'foreignCharacters', 'replace', 'hold'),
  trouble: async (company) => {
    const id = company.fresh('C-')
    await company.feed([`customer/${id}`, aCustomer(id, { name: name(id) })])
    return `customer/${id}`
  },
})

const longDescription = corrected('E_LENGTH', 'part', aPart, { description: 'long '.repeat(1_000) })
const longNumber: Story = {
  ...corrected('E_LENGTH', 'invoice', anInvoiceOf, {}),
  trouble: async (company) => {
    const id = company.fresh('A-NUMBER-THAT-IS-LONGER-THAN-21-')
    await company.feed([`invoice/${id}`, anInvoiceOf(id)])
    return `invoice/${id}`
  },
}

/** One story for every way out of every text that does not fit; a rule without a story fails the build. */
const stories: Record<LimitBreach['rule'], Stories> = {
  length: [
    corrected('E_LENGTH', 'customer', aCustomer, { name: 'Long '.repeat(120) }),
    chosen(longDescription, 'longDescriptions', 'cut', 'hold'),
    chosen(longNumber, 'longKeys', 'shorten', 'hold'),
  ],
  'name-characters': [named('E_NAME_CHARS', 'Bolts: nuts'), replaced('E_NAME_CHARS', (id) => `Bolts: ${id}`)],
  'control-character': [named('E_CONTROL', 'Zero\u200bwidth'), replaced('E_CONTROL', (id) => `Zero\u200b${id}`)],
  charset: [named('E_CHARSET', 'Škoda'), replaced('E_CHARSET', (id) => `Škoda ${id}`)],
}

tell('what does not fit', stories)
