import * as z from 'zod/mini'
import { date, exemptionReason } from '../erp/words.ts'
import { Refusal } from '../lib/refusal.ts'
import { read } from '../lib/schema.ts'
import { isTimeZone } from './day.ts'
import { defaultStockEntries } from './stock-entries.ts'

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
  z
    .string()
    .check(z.refine((id) => /^\d{1,20}$/.test(id), { error: 'E_ID: must be the Id of an entity of QuickBooks' })),
)
const realm = z.nullable(
  z.string().check(z.refine((id) => /^\d{1,20}$/.test(id), { error: 'E_ID: must be the digits of a Realm ID' })),
)

const timeZone = z.nullable(
  z
    .string()
    .check(z.refine(isTimeZone, { error: 'E_TIME_ZONE: must be the name of a time zone, such as America/Chicago' })),
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
  /** Transactions dated before this moment's day, in the company's time zone, stay out of QuickBooks. Null until the first push has succeeded. */
  goLiveAt: z.nullable(z.union([z.iso.datetime({ offset: true }), date], noMoment)),
  expectedRealm: realm,
  closedPeriod: z.enum(['hold', 're-date']),
  invoiceDelete: z.enum(['delete', 'void']),
  adoptByExactName: z.boolean(),
  editedInQuickBooks: z.enum(['hold', 'overwrite']),
  /**
   * Who counts the stock and books its cost. QuickBooks: stocked parts are inventory items, and ledger entries that move stock
   * are held, since QuickBooks books that itself. The ERP: no part is counted in QuickBooks, and those entries go out.
   */
  stockCountedBy: z.enum(['quickbooks', 'erp']),
  /** What moves stock in the ERP: the `business_object_type` of such ledger entries, however it is written. */
  stockEntries: z.array(z.string().check(z.minLength(1), z.maxLength(60))).check(z.maxLength(200)),
  quantities: z.enum(['off', 'at-creation', 'adjust']),
  /** The account that quantity adjustments are posted against. Null: the default expense account. */
  quantityAccount: entityId,
  /** The day on which QuickBooks starts to count an inventory item. Null: the first of January of the go-live year. */
  inventoryStartDate: z.nullable(date),
  tax: z.enum(['none', 'quickbooks', 'erp-total', 'line']),
  /** The item that stands for the tax where that is a line of its own; it books to the account on which the tax is owed. */
  taxLineItem: entityId,
  /** In the United States QuickBooks heeds a stated tax only beside a tax code: the Id of the one that invoices get. */
  taxCode: entityId,
  /** Outside the United States QuickBooks wants a tax code on every line: the Ids of the two that lines get. */
  taxCodes: z.strictObject({ taxable: entityId, exempt: entityId }),
  /** Why customers are exempt of whom the ERP gives no reason; some QuickBooks companies take no exempt customer without. */
  taxExemptionReason: z.nullable(exemptionReason),
  /** Accounts by product code; a part's own accounts come before them, the default accounts after. */
  prcAccounts: z.record(
    z.string().check(z.regex(/^[^/]{3}$/, { error: 'E_PRC: must be a product code of three characters' })),
    z.strictObject({ asset: z.optional(entityId), income: z.optional(entityId), expense: z.optional(entityId) }),
  ),
  /** What becomes of a part that names an account of the ERP which is not tied. */
  untiedAccounts: z.enum(['default', 'wait']),
  /** The item that stands for invoice lines with an amount and no part. Null: such an invoice is held. */
  itemWithoutPart: entityId,
  /** The item that stands for freight. Null: QuickBooks' own, where shipping is switched on there; else such an invoice is held. */
  freightItem: entityId,
  /** A description that is longer than QuickBooks takes: the record is held, or the description cut. */
  longDescriptions: z.enum(['hold', 'cut']),
  /**
   * Characters in a name or a number that QuickBooks does not take: colons, tabs and line breaks in a name, what nobody sees,
   * and in the United States what is no Western European letter. The record is held, or they are replaced where there are
   * others for them. In texts by which nothing is known they always are.
   */
  foreignCharacters: z.enum(['hold', 'replace']),
  /** A number that is longer than QuickBooks takes: it gets a short one, with the whole in the memo, or the record is held. */
  longKeys: z.enum(['shorten', 'hold']),
  /**
   * When an order is closed in QuickBooks, besides when the ERP gives it up: once its bills cover it, once the ERP has received it
   * in full (a bill that comes later is then not linked to it), or when QuickBooks closes it.
   */
  ordersClose: z.enum(['on-bill', 'on-receipt', 'never']),
  /** What becomes of a change of the amount of a document that is paid in QuickBooks: it is sent, with a note of what is left over, or held. */
  paidDocuments: z.enum(['send', 'hold']),
  approveBeforePosting: z.boolean(),
  /** The zone of the company's days, and in which the console shows moments. Null: that of its books in QuickBooks. */
  timeZone,
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
  stockCountedBy: 'quickbooks',
  stockEntries: [...defaultStockEntries],
  quantities: 'at-creation',
  quantityAccount: null,
  inventoryStartDate: null,
  tax: 'erp-total',
  taxLineItem: null,
  taxCode: null,
  taxCodes: { taxable: null, exempt: null },
  taxExemptionReason: null,
  prcAccounts: {},
  untiedAccounts: 'wait',
  itemWithoutPart: null,
  freightItem: null,
  longDescriptions: 'cut',
  foreignCharacters: 'hold',
  longKeys: 'shorten',
  ordersClose: 'on-bill',
  paidDocuments: 'send',
  approveBeforePosting: false,
  timeZone: null,
}

const shape = Settings.shape

/** Any part of the settings, and the word that a person has read what a change brings with it. */
export const SettingsPatch = z.strictObject({
  ...z.partial(Settings).shape,
  switches: z.optional(z.partial(shape.switches)),
  defaultAccounts: z.optional(z.partial(shape.defaultAccounts)),
  taxCodes: z.optional(z.partial(shape.taxCodes)),
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
  const { switches: _switches, defaultAccounts, taxCodes, ...plain } = patch
  return {
    settings: read(Settings, {
      ...settings,
      ...plain,
      switches,
      defaultAccounts: { ...settings.defaultAccounts, ...defaultAccounts },
      taxCodes: { ...settings.taxCodes, ...taxCodes },
    }),
    switchedOn,
    switchedOff,
  }
}

function withNeeds(kinds: readonly PushedKind[]): PushedKind[] {
  return [...new Set(kinds.flatMap((kind) => [kind, ...needs[kind]]))]
}
