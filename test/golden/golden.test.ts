import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { type ErpRecord, isKind, type RecordKey, recordSchemas } from '../../shared/erp/record.ts'
import { read } from '../../shared/lib/schema.ts'
import type { Link } from '../../shared/sync/record.ts'
import { defaultSettings, patchSettings, SettingsPatch } from '../../shared/sync/settings.ts'
import { isTranslated, mentions, translate } from '../../shared/sync/translate/translate.ts'

/** What a case may say besides the record; everything else is the ordinary company below. */
const Case = z.object({
  record: z.unknown(),
  settings: z._default(z.unknown(), {}),
  country: z._default(z.string(), 'US'),
  purpose: z._default(z.enum(['create', 'update']), 'create'),
  /** Ids of what is tied besides what the record must mention. */
  tied: z._default(z.record(z.string(), z.string()), {}),
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

describe.each(kinds)('%s', (kind) => {
  const cases = readdirSync(join(folder, kind)).flatMap((name) =>
    name.endsWith('.erp.json') ? [name.slice(0, -9)] : [],
  )

  it.each(cases)('%s', (name) => {
    const given = read(Case, readJson(kind, `${name}.erp.json`))

    expect(translated(kind, given)).toEqual(readJson(kind, `${name}.qbo.json`))
  })
})

function translated(kind: string, given: z.output<typeof Case>): unknown {
  if (!isKind(kind)) throw new Error(`there is no kind ${kind}`)
  const record = { kind, content: read(recordSchemas[kind], given.record) } as ErpRecord
  if (!isTranslated(record)) throw new Error(`${kind} has no translation`)
  const base = patchSettings(defaultSettings, ordinary)
  const patched = 'settings' in base && patchSettings(base.settings, read(SettingsPatch, given.settings))
  if (!patched || !('settings' in patched)) throw new Error('the settings of the case cannot be')
  const { needed } = mentions(record)
  const tied = [
    // In the order of their mention: 101, 102 …
    ...needed.map((key, index) => [key, String(101 + index)] as const),
    ...Object.entries(given.tied).map(([key, id]) => [key as RecordKey, id] as const),
  ]
  const translation = translate(record, {
    settings: patched.settings,
    links: new Map(tied.map(([key, id]) => [key, linkTo(id)])),
    country: given.country,
    purpose: given.purpose,
    inventoryStart: '2026-01-01',
  })
  // Through JSON, as over the wire.
  return JSON.parse(JSON.stringify('body' in translation ? translation.body : translation))
}

const linkTo = (id: string): Link => ({ type: 'Item', id, syncToken: '0', epoch: 1, active: true, lines: [] })
