import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { type ErpRecord, isKind, type RecordKey, recordSchemas } from '../../shared/erp/record.ts'
import { read } from '../../shared/lib/schema.ts'
import { type Preferences, unreadPreferences } from '../../shared/qbo/preferences.ts'
import { type AccountTypes, entityTypeOf, type Facts, type Link } from '../../shared/sync/record.ts'
import { defaultSettings, patchSettings, SettingsPatch } from '../../shared/sync/settings.ts'
import { isTranslated, mentions, translate } from '../../shared/sync/translate/translate.ts'

const tie = z.object({
  id: z.string(),
  /** Of an account: its type, its detail type and, where there are several, its currency. */
  account: z.optional(z.tuple([z.string(), z.string()], z.string())),
  facts: z.optional(z.record(z.string(), z.unknown())),
  lines: z.optional(z.array(z.object({ id: z.string(), mark: z.string() }))),
})

/** What a case may say besides the record; everything else is the ordinary company below. */
const Case = z.object({
  record: z.unknown(),
  settings: z._default(z.unknown(), {}),
  country: z._default(z.string(), 'US'),
  purpose: z._default(z.enum(['create', 'update']), 'create'),
  /** What QuickBooks' preferences say. */
  preferences: z._default(
    z.object({
      bookCloseDate: z.optional(z.string()),
      homeCurrency: z.optional(z.string()),
      multiCurrency: z.optional(z.boolean()),
      allowShipping: z.optional(z.boolean()),
    }),
    {},
  ),
  /** What is tied, or tied otherwise than in the order of its mention: its Id, or its Id and what QuickBooks says of it. */
  tied: z._default(z.record(z.string(), z.union([z.string(), tie])), {}),
  /** The types of accounts by Id, as pulled. */
  accounts: z._default(z.record(z.string(), z.tuple([z.string(), z.string()], z.string())), {}),
  /** The tax codes that were pulled: Id, name, and what they take in percent. */
  taxCodes: z._default(z.array(z.tuple([z.string(), z.string(), z.number()])), []),
  /** What QuickBooks says of the record's own entity, on an update. */
  facts: z._default(z.record(z.string(), z.unknown()), {}),
  /** Whether its own entity is usable there: a voided document and an inactive list entry are not. */
  active: z._default(z.boolean(), true),
})

const ordinary = {
  goLiveAt: '2026-01-01T00:00:00Z',
  defaultAccounts: { asset: '81', income: '79', expense: '80', payable: '33' },
}

const folder = import.meta.dirname
const kinds = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))

const casesOf = (kind: string) =>
  readdirSync(join(folder, kind)).flatMap((name) => (name.endsWith('.erp.json') ? [name.slice(0, -9)] : []))

describe.each(kinds)('%s', (kind) => {
  it.each(casesOf(kind))('%s', (name) => {
    const given = read(Case, readJson(kind, `${name}.erp.json`))

    expect(translated(kind, given)).toEqual(readJson(kind, `${name}.qbo.json`))
  })
})

it('has at least twelve cases of each of the seven kinds', () => {
  expect(kinds.filter((kind) => casesOf(kind).length >= 12)).toEqual(Object.keys(entityTypeOf).toSorted())
})

it('lists its cases in README.md; `npx vitest run test/golden -u` writes the list anew', async () => {
  const path = join(folder, 'README.md')
  const [words] = readFileSync(path, 'utf8').split(/^## The cases$/m)
  const list = kinds.map((kind) => `### ${kind}\n\n${casesOf(kind).map(lineOf(kind)).join('\n')}\n`)
  await expect(`${words}## The cases\n\n${list.join('\n')}`).toMatchFileSnapshot(path)
})

/** A case in the list: its rule, and the reason's code where it is held, or the notes' where it goes with some. */
const lineOf = (kind: string) => (name: string) => {
  const { refused, notes = [] } = z.parse(Told, readJson(kind, `${name}.qbo.json`))
  const codes = notes.map(({ code }) => `\`${code}\``).join(', ')
  const outcome = refused ? `: held, \`${refused.code}\`` : codes && `: noted, ${codes}`
  return `- ${name.replaceAll('-', ' ')}${outcome}`
}
const code = z.object({ code: z.string() })
const Told = z.object({ refused: z.optional(code), notes: z.optional(z.array(code)) })

function translated(kind: string, given: z.output<typeof Case>): unknown {
  if (!isKind(kind)) throw new Error(`there is no kind ${kind}`)
  const record = { kind, content: read(recordSchemas[kind], given.record) } as ErpRecord
  if (!isTranslated(record)) throw new Error(`${kind} has no translation`)
  const base = patchSettings(defaultSettings, ordinary)
  const patched = 'settings' in base && patchSettings(base.settings, read(SettingsPatch, given.settings))
  if (!patched || !('settings' in patched)) throw new Error('the settings of the case cannot be')
  const { needed } = mentions(record, patched.settings)
  const tied: (readonly [string, string | z.output<typeof tie>])[] = [
    // In the order of their mention: 101, 102 …
    ...needed.map((key, index) => [key, String(101 + index)] as const),
    ...Object.entries(given.tied),
  ]
  const translation = translate(record, {
    settings: patched.settings,
    links: new Map(tied.map(([key, to]) => [key as RecordKey, linkTo(typeof to === 'string' ? { id: to } : to)])),
    accounts: new Map(Object.entries(given.accounts).map(([id, account]) => [id, typesOf(account)])),
    taxCodes: given.taxCodes.map(([id, name, percent]) => ({
      ...{ id, name, taxable: percent > 0 },
      ...{ percentOfSales: percent, percentOfPurchases: percent },
    })),
    preferences: { ...unreadPreferences, ...given.preferences } as Preferences,
    link: given.purpose === 'update' ? linkTo({ id: '900', facts: given.facts, active: given.active }) : undefined,
    country: given.country,
    purpose: given.purpose,
    inventoryStart: '2026-01-01',
  })
  const isNoted = 'notes' in translation && translation.notes.length > 0
  // Through JSON, as over the wire.
  return JSON.parse(JSON.stringify('body' in translation && !isNoted ? translation.body : translation))
}

const typesOf = ([type, subType, currency]: readonly [string, string, ...string[]]): AccountTypes => ({
  type,
  subType,
  currency,
})

const linkTo = ({
  id,
  account,
  facts,
  lines = [],
  active = true,
}: z.output<typeof tie> & { active?: boolean }): Link => ({
  type: 'Item',
  id,
  syncToken: '0',
  epoch: 1,
  active,
  lines,
  ...(account && { account: typesOf(account) }),
  ...(facts && { facts: facts as Facts }),
})
