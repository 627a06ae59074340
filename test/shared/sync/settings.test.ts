import { describe, expect, it } from 'vitest'
import { defaultSettings, patchSettings, type Settings } from '../../../shared/sync/settings.ts'

const withSwitches = (switches: Partial<Settings['switches']>): Settings => ({
  ...defaultSettings,
  switches: { ...defaultSettings.switches, ...switches },
})

describe('patchSettings', () => {
  it.each([
    ['purchase-order', ['purchase-order', 'part', 'vendor']],
    ['voucher', ['voucher', 'vendor']],
    ['invoice', ['invoice', 'part', 'customer']],
    ['ledger-entry', ['ledger-entry', 'customer', 'vendor']],
    ['part', ['part']],
  ] as const)('switches on what %s needs, and says so', (kind, switchedOn) => {
    const result = patchSettings(defaultSettings, { switches: { [kind]: true } })
    expect(result).toMatchObject({ switchedOn, switchedOff: [] })
    expect('settings' in result && switchedOn.every((needed) => result.settings.switches[needed])).toBe(true)
  })

  it('does not mention what was on already', () => {
    const settings = withSwitches({ part: true, customer: true })
    expect(patchSettings(settings, { switches: { invoice: true } })).toMatchObject({ switchedOn: ['invoice'] })
  })

  it('asks before it strands what needs a switch', () => {
    const settings = withSwitches({ part: true, customer: true, invoice: true })
    expect(patchSettings(settings, { switches: { customer: false } })).toEqual({ needsConfirmation: ['invoice'] })
  })

  it('switches off what would be stranded once that is confirmed', () => {
    const settings = withSwitches({ part: true, customer: true, invoice: true })
    expect(patchSettings(settings, { switches: { customer: false }, confirm: true })).toMatchObject({
      switchedOff: ['customer', 'invoice'],
      settings: { switches: { part: true, customer: false, invoice: false } },
    })
  })

  it('refuses to switch a kind on and what it needs off in one breath', () => {
    expect(() => patchSettings(defaultSettings, { switches: { invoice: true, part: false } })).toThrow('part')
  })

  it('changes one default account and leaves the others', () => {
    const settings = {
      ...defaultSettings,
      defaultAccounts: { asset: '81', income: '79', expense: '80', payable: '33' },
    }
    expect(patchSettings(settings, { defaultAccounts: { income: '1' } })).toMatchObject({
      settings: { defaultAccounts: { asset: '81', income: '1', expense: '80', payable: '33' } },
    })
  })
})
