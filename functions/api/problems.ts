import Big from 'big.js'
import { isNoted, openPrefix } from '../../shared/aws/open-key.ts'
import type { Writer } from '../../shared/aws/writer.ts'
import { type Kind, kinds, parseKey } from '../../shared/erp/record.ts'
import { waitsForQuickBooks } from '../../shared/sync/mended-in-quickbooks.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { standstillOf } from '../standstill.ts'
import { titleOf } from './problem-titles.ts'
import { stuckFor } from './stuck.ts'
import { judgedCauses, withWaits } from './waits.ts'
import type { World } from './world.ts'

const SAMPLE_MAX = 5
/** What keeps all of a company is said to block nothing besides. */
const nothing = { records: 0, amount: '0.00' }
/** A page for people: whoever has more causes than that mends the largest first. */
const CAUSES_MAX = 100

/** What of one cause each record has to be looked at for by itself. */
const oneByOne =
  /^(unknown\/|held\/(held_by_person|approval|item_type_fixed|deleted_in_quickbooks|merged_in_quickbooks|exists_in_quickbooks|version_tie|outcome_unknown)(\/|$))/

/** The beginning of the places of all records of a cause, if they can be let go at once; undefined if each has to be looked at. */
export function placesOf(cause: string): string | undefined {
  if (oneByOne.test(cause)) return undefined
  // What differs stands by the amount of it, over all kinds.
  if (/^differs(\/|$)/.test(cause)) return openPrefix('differs', 'differs')
  const isOne = /^(held|rejected)\/[\w.-]{1,60}(\/[a-z-]+)?$|^waiting\/[a-z-]+(\/[^/]+)?$/.test(cause)
  return isOne ? `${cause}/` : undefined
}

/** What keeps all of a company out of QuickBooks, if anything does, with the first records that should be on their way. */
export async function standstillCause(world: World, company: string) {
  const standstill = await standstillOf(world, company)
  if (!standstill) return []
  const { reason, keys } = standstill
  const sample = [...(await world.records.getShown(company, keys.slice(0, SAMPLE_MAX))).values()]
  const ofKinds = [...new Set(keys.flatMap((key) => parseKey(key)?.kind ?? []))]
  const { code, message: title, next: advice } = reason
  return [
    {
      cause: `company/${code}`,
      code,
      title,
      advice,
      count: keys.length,
      amount: '0.00',
      kinds: ofKinds,
      action: null,
      waitsFor: null,
      blocks: nothing,
      sample,
    },
  ]
}

/** What keeps all that is pending, as one problem, however many records there are. */
export async function suspensionCause(
  world: Pick<World, 'lists'>,
  company: string,
  writer: Pick<Writer, 'status' | 'suspension'>,
) {
  const reason = stuckFor(writer)?.reason
  if (!reason) return []
  const [{ counts }, { items: sample }] = await Promise.all([
    world.lists.survey(company),
    world.lists.page(company, { state: 'pending' }, SAMPLE_MAX, undefined),
  ])
  const pending = kinds.filter((kind) => counts[kind].pending > 0)
  const isConnected = writer.status === 'connected'
  // Without a connection something waits for one only if there is something.
  if (!isConnected && pending.length === 0) return []
  const cause = {
    cause: `company/${reason.code}`,
    count: pending.reduce((sum, kind) => sum + counts[kind].pending, 0),
    amount: '0.00',
    kinds: pending,
    ...{ code: reason.code, title: reason.message, advice: reason.next, action: null },
    waitsFor: isConnected ? ('quickbooks' as const) : null,
    blocks: nothing,
    sample,
  }
  return [cause]
}

/**
 * What keeps records out of QuickBooks, or is otherwise there than in the ERP, that on which most hangs first; then what was
 * sent with a note.
 */
export async function causesOf(world: Pick<World, 'now' | 'lists' | 'records'>, company: string) {
  const { problems } = await judgedCauses(world, company, await world.lists.causes(company))
  const groups = problems.slice(0, CAUSES_MAX)
  const keys = groups.flatMap(({ sample }) => sample)
  const shown = await withWaits(world, company, [...(await world.records.getShown(company, keys)).values()])
  const rows = new Map(shown.map((record) => [record.key, record]))
  return groups.map(({ cause: keptBy, count, amount, kinds: ofKinds, sample, blocks }) => {
    const records = sample.flatMap((key) => rows.get(key) ?? [])
    const cause = keptBy.startsWith(openPrefix('waiting')) ? keptBy : [keptBy, ...ofKinds].join('/')
    return {
      cause,
      count,
      amount: new Big(amount).toFixed(2),
      kinds: ofKinds,
      ...(isNoted(cause) ? noteWords(cause, ofKinds) : reasonWords(cause, ofKinds, records)),
      blocks: { ...blocks, amount: new Big(blocks.amount).toFixed(2) },
      sample: records,
    }
  })
}

/** They are in QuickBooks: it is told, and nothing has to be done. */
function noteWords(cause: string, ofKinds: readonly Kind[]) {
  const code = cause.split('/')[1] ?? cause
  return {
    code,
    title: titleOf(cause, code, ofKinds),
    advice: 'Nothing has to be done. Whoever wants it otherwise corrects it in the ERP; the note then goes by itself.',
    action: null,
    waitsFor: null,
  }
}

function reasonWords(cause: string, ofKinds: readonly Kind[], records: readonly StoredRecord[]) {
  const [state = '', kept = ''] = cause.split('/')
  const code = records[0]?.reason?.code ?? kept
  const steps = [...new Set(records.flatMap(({ reason }) => reason?.next ?? []))]
  const others = steps.length > 1 ? ' Not all of them need the same: what to do about each stands with it.' : ''
  return {
    code,
    title: titleOf(cause, code, ofKinds),
    advice: `${steps[0] ?? 'Look at each of them.'}${others}`,
    action: placesOf(cause) ? ('release' as const) : null,
    waitsFor: waitsForQuickBooks(`${state}/${kept}`) ? ('quickbooks' as const) : null,
  }
}
