import * as z from 'zod/mini'
import { date } from '../erp/words.ts'
import { Refusal } from '../lib/refusal.ts'
import { read } from '../lib/schema.ts'

/** The kinds that are pushed, each with its switch. The other kinds are known only to be tied. */
export const pushedKinds = [
  'part',
  'customer',
  'vendor',
  'purchase-order',
  'invoice',
  'voucher',
  'ledger-entry',
] as const
export type PushedKind = (typeof pushedKinds)[number]

export const isPushed = (kind: string): kind is PushedKind => (pushedKinds as readonly string[]).includes(kind)

/** What each switch needs: QuickBooks cannot hold a document without the records that it mentions. */
const needs: Record<PushedKind, readonly PushedKind[]> = {
  part: [],
  customer: [],
  vendor: [],
  'purchase-order': ['part', 'vendor'],
  invoice: ['part', 'customer'],
  voucher: ['vendor'],
  'ledger-entry': ['customer', 'vendor'],
}

const entityId = z.nullable(
  z.string().check(z.refine((id) => /^\d{1,20}$/.test(id), { error: 'E_ID: must be the Id of a QuickBooks account' })),
)
const realm = z.nullable(
  z.string().check(z.refine((id) => /^\d{1,20}$/.test(id), { error: 'E_ID: must be the digits of a Realm ID' })),
)

const noMoment = { error: 'E_DATE: must be a moment such as 2026-11-01T00:00:00Z, or a day' }

/** What a company has chosen, and the defaults of what it has not. */
export const Settings = z.strictObject({
  switches: z.strictObject({
    part: z.boolean(),
    customer: z.boolean(),
    vendor: z.boolean(),
    'purchase-order': z.boolean(),
    invoice: z.boolean(),
    voucher: z.boolean(),
    'ledger-entry': z.boolean(),
  }),
  defaultAccounts: z.strictObject({ asset: entityId, income: entityId, expense: entityId, payable: entityId }),
  /** Transactions dated before this moment's day stay out of QuickBooks. Null until the first push has succeeded. */
  goLiveAt: z.nullable(z.union([z.iso.datetime({ offset: true }), date], noMoment)),
  expectedRealm: realm,
  closedPeriod: z.enum(['hold', 're-date']),
  invoiceDelete: z.enum(['delete', 'void']),
  adoptByExactName: z.boolean(),
  editedInQuickBooks: z.enum(['hold', 'overwrite']),
  quantities: z.enum(['off', 'at-creation', 'adjust']),
  /** The day on which QuickBooks starts to count an inventory item. Null: the first of January of the go-live year. */
  inventoryStartDate: z.nullable(date),
  tax: z.enum(['none', 'quickbooks', 'erp-total']),
  approveBeforePosting: z.boolean(),
})
export type Settings = z.output<typeof Settings>

export const defaultSettings: Settings = {
  switches: {
    part: false,
    customer: false,
    vendor: false,
    'purchase-order': false,
    invoice: false,
    voucher: false,
    'ledger-entry': false,
  },
  defaultAccounts: { asset: null, income: null, expense: null, payable: null },
  goLiveAt: null,
  expectedRealm: null,
  closedPeriod: 'hold',
  invoiceDelete: 'delete',
  adoptByExactName: false,
  editedInQuickBooks: 'hold',
  quantities: 'at-creation',
  inventoryStartDate: null,
  tax: 'erp-total',
  approveBeforePosting: false,
}

const shape = Settings.shape

/** Any part of the settings, and the word that a person has read what a change brings with it. */
export const SettingsPatch = z.strictObject({
  ...z.partial(Settings).shape,
  switches: z.optional(z.partial(shape.switches)),
  defaultAccounts: z.optional(z.partial(shape.defaultAccounts)),
  confirm: z.optional(z.boolean()),
})
export type SettingsPatch = z.output<typeof SettingsPatch>

export type PatchResult =
  | { settings: Settings; switchedOn: PushedKind[]; switchedOff: PushedKind[] }
  | { needsConfirmation: PushedKind[] }

/**
 * The settings after a patch. Switching a kind on switches on what it needs; switching off what others need strands
 * them, so that asks for confirmation first and then switches them off too.
 */
export function patchSettings(settings: Settings, { confirm, ...patch }: SettingsPatch): PatchResult {
  const asked = Object.entries(patch.switches ?? {}).flatMap(([kind, on]) =>
    isPushed(kind) && on !== undefined ? [{ kind, on }] : [],
  )
  const switchedOn = withNeeds(asked.filter(({ on }) => on).map(({ kind }) => kind)).filter(
    (kind) => !settings.switches[kind],
  )
  const off = asked.filter(({ on }) => !on).map(({ kind }) => kind)
  const torn = withNeeds(switchedOn).find((kind) => off.includes(kind))
  if (torn) {
    throw new Refusal('E_SWITCH', `/switches/${torn}`, `${torn} cannot be off while what needs it is switched on`)
  }
  const stranded = pushedKinds.filter(
    (kind) => settings.switches[kind] && !off.includes(kind) && needs[kind].some((need) => off.includes(need)),
  )
  if (stranded.length > 0 && !confirm) return { needsConfirmation: stranded }

  const switchedOff = [...off, ...stranded].filter((kind) => settings.switches[kind])
  const switches = { ...settings.switches }
  for (const kind of switchedOn) switches[kind] = true
  for (const kind of switchedOff) switches[kind] = false
  const { switches: _switches, defaultAccounts, ...plain } = patch
  return {
    settings: read(Settings, {
      ...settings,
      ...plain,
      switches,
      defaultAccounts: { ...settings.defaultAccounts, ...defaultAccounts },
    }),
    switchedOn,
    switchedOff,
  }
}

function withNeeds(kinds: readonly PushedKind[]): PushedKind[] {
  return [...new Set(kinds.flatMap((kind) => [kind, ...needs[kind]]))]
}
