import { openKey } from '../../shared/aws/open-key.ts'
import type { Asks } from '../../shared/aws/writer.ts'
import { chunks } from '../../shared/lib/each.ts'
import { entityTypes, nameSharers } from '../../shared/qbo/entity.ts'
import { selectIn } from '../../shared/qbo/query.ts'
import { foldName, nameField, shownNames } from '../../shared/sync/look-back.ts'
import { type Look, lookFor } from '../../shared/sync/mended-in-quickbooks.ts'
import { linkIn, nextStep } from '../../shared/sync/plan.ts'
import { isList, isWanted, type StoredRecord } from '../../shared/sync/record.ts'
import { find } from './ask.ts'
import { isAsSent } from './look.ts'
import { areUsable } from './look-around.ts'
import { readPreferences } from './preferences.ts'
import type { Run } from './run.ts'
import { learnOf, readable } from './set-aside.ts'

/** QuickBooks tells nobody that something was mended there. Each look is a read or two, which Intuit meters. */
const ASK_EVERY_MS = 15 * 60_000
/** Of one code so many records are looked after at a time, in turn, so that one look never takes the minute's calls. */
const RECORDS_A_LOOK = 300
/** As many Ids as fit into the address of a query. */
const IDS_A_QUERY = 200
/** Names of up to 500 characters, each twice, have to fit into one query. */
const NAMES_A_QUERY = 20

/** Asks QuickBooks for whatever records are held for, and lets go what may go on. Accounts are pulled, which the sweep sees to. */
export async function askAround(run: Run, asks: Asks): Promise<void> {
  const { world, company, lease } = run
  const after: Record<string, string> = {}
  await world.writer.noteAsks(lease, { ...asks, dueAt: world.now() + ASK_EVERY_MS })
  run.looks.clear()
  const held = await world.records.heldCodes(company)
  if (held.some((code) => lookFor(code) === 'preferences')) await readPreferences(run)
  for (const code of held) {
    const goesOn = ways[lookFor(code) ?? 'suspension']
    if (!goesOn || !run.mayGoOn) continue
    const places = await world.records.heldAfter(company, code, asks.after[code], RECORDS_A_LOOK)
    const last = places.at(-1)
    if (last && places.length === RECORDS_A_LOOK) after[code] = last.open
    const keys = places.map(({ key }) => key)
    const rows = await readable(run, keys, (some) => world.records.getAll(company, some))
    const learned = await learnOf(run, [...rows.values()])
    for (const stored of await goesOn(run, learned)) await letGo(run, stored)
  }
  await world.writer.noteAsks(lease, { ...asks, dueAt: world.now() + ASK_EVERY_MS, after })
}

/** Notes whether anything is held for what only a look in QuickBooks tells, and when that is due. */
export async function noteAsks(run: Run): Promise<void> {
  const { world, company, lease } = run
  const [{ asks }, held] = await Promise.all([world.writer.read(company), world.records.heldCodes(company)])
  const looks = held.flatMap((code) => lookFor(code) ?? [])
  const accounts = looks.includes('accounts')
  if (looks.every((look) => look === 'suspension')) {
    if (asks) await world.writer.noteAsks(lease, undefined)
  } else if (!asks || asks.accounts !== accounts) {
    const { dueAt, after } = asks ?? { dueAt: world.now() + ASK_EVERY_MS, after: {} }
    await world.writer.noteAsks(lease, { dueAt, accounts, after })
  }
}

async function letGo({ world, company }: Run, stored: StoredRecord): Promise<void> {
  const open = openKey.now(stored.kind, stored.id, isWanted(stored.record), world.now())
  await world.records.move(company, stored, { open }, world.now())
}

/** Which of the records that are held for something may go on, by what has to be looked at for it. */
type Way = (run: Run, held: readonly StoredRecord[]) => Promise<StoredRecord[]> | StoredRecord[]

/** What the plan does not stop any more, by what is known of the books now. */
const unstopped: Way = ({ books }, held) => held.filter((stored) => nextStep(stored, books).do !== 'stop')

const ways: Record<Look, Way | undefined> = {
  preferences: unstopped,
  // What is still of the wrong type the plan stops by itself.
  accounts: undefined,
  names: withFreeNames,
  references: areUsable,
  contents: asSent,
  trying: (_, held) => [...held],
  suspension: undefined,
}

/** Those whose name nobody has any more but themselves. */
async function withFreeNames(run: Run, held: readonly StoredRecord[]): Promise<StoredRecord[]> {
  const named = held.map((stored) => ({ stored, step: nextStep(stored, run.books) }))
  const taken = new Set<StoredRecord>()
  const writes = named.flatMap(({ stored, step }) => (step.do === 'send' ? [{ stored, write: step.write }] : []))
  for (const some of chunks(writes, NAMES_A_QUERY)) {
    for (const type of ['Item', ...nameSharers]) {
      const inList = some.filter(({ write }) => (write.type === 'Item') === (type === 'Item'))
      if (inList.length === 0) continue
      const field = nameField(type)
      const names = inList.flatMap(({ write }) => shownNames(String(write.body[field])))
      const found = await find(run, type, selectIn(type, field, names, true))
      for (const { stored, write } of inList) {
        const own = shownNames(String(write.body[field])).map(foldName)
        const isTaken = found?.some((entity) => entity.Id !== write.body['Id'] && own.includes(foldName(entity[field])))
        if (isTaken || !found) taken.add(stored)
      }
    }
  }
  return held.filter((stored) => !taken.has(stored))
}

/** Those that are in QuickBooks as they were sent: whoever has changed them there has undone that. */
async function asSent(run: Run, held: readonly StoredRecord[]): Promise<StoredRecord[]> {
  const undone: StoredRecord[] = []
  const linked = held.flatMap((stored) => {
    const link = linkIn(run.books.epoch, stored)
    const type = entityTypes.find((name) => name === link?.type)
    return link && type ? [{ stored, id: link.id, type }] : []
  })
  for (const [type, all] of Map.groupBy(linked, (one) => one.type)) {
    for (const some of chunks(all, IDS_A_QUERY)) {
      const ids = some.map(({ id }) => id)
      const found = await find(run, type, selectIn(type, 'Id', ids, isList(some[0]?.stored.kind ?? 'invoice')))
      for (const { stored, id } of some) {
        const entity = found?.find(({ Id }) => Id === id)
        if (entity && (await isAsSent(run, stored, type, entity, stored.lastAttempt))) undone.push(stored)
      }
    }
  }
  return undone
}
