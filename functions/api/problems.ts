import Big from 'big.js'
import { isNoted } from '../../shared/aws/open-key.ts'
import type { Writer } from '../../shared/aws/writer.ts'
import { kinds, parseKey } from '../../shared/erp/record.ts'
import { waitsForQuickBooks } from '../../shared/sync/mended-in-quickbooks.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { standstillOf } from '../standstill.ts'
import { stuckFor } from './stuck.ts'
import { judgedCauses, withWaits } from './waits.ts'
import type { World } from './world.ts'

const SAMPLE_MAX = 5
/** A page for people: whoever has more causes than that mends the largest first. */
const CAUSES_MAX = 100

/** What of one cause each record has to be looked at for by itself. */
const oneByOne =
  /^(unknown\/|held\/(held_by_person|approval|item_type_fixed|deleted_in_quickbooks|version_tie|outcome_unknown)$)/

/** Whether all records of a cause can be let go at once. */
export const isReleasable = (cause: string): boolean =>
  /^(held|rejected|differs)\/[\w.-]{1,60}$|^waiting\/[a-z-]+\/[^/]+$/.test(cause) && !oneByOne.test(cause)

/** A heading for many records; where there is none, the first record's own words serve. */
const titles: Record<string, string> = {
  closed_period: 'The books are closed at their date',
  default_account_missing: 'A default account is not chosen',
  name_taken: 'QuickBooks has their name already',
  category_name: 'Their name is that of an item category',
  E_ACCOUNT_TYPE: 'An account has the wrong type for its use',
  edited_in_quickbooks: 'Somebody changed them in QuickBooks',
  deleted_in_quickbooks: 'Somebody deleted them in QuickBooks',
  exemption_reason: 'They are exempt from sales tax, and QuickBooks wants to know why',
  double_posting: 'Their document is pushed too',
  approval: 'They wait to be approved',
  held_by_person: 'Somebody put them on hold',
  differs: 'They are in QuickBooks, but not as the ERP has them',
  unreadable: 'What is stored of them cannot be read',
  E_INTERNAL: 'This service failed at them',
  never_sent: 'The ERP has never sent what they mention',
  item_type_fixed: 'QuickBooks cannot change the type of their items',
  stock_on_hand: 'They are to become inactive, and have stock on hand',
  outcome_unknown: 'Nobody knows whether they were posted',
  E_QUANTITY: 'A line of a stocked part has no quantity that QuickBooks takes',
  not_in_plan: 'The plan of QuickBooks does not have them, or its user may not do it',
  reference_unusable: 'Something they use is inactive or gone in QuickBooks',
  amount_rounded: 'Fractions of a cent were rounded',
  number_shortened: 'A number got a short one, since QuickBooks takes 21 characters',
  email_left_out: 'Not all that stands in the field for their e-mail address',
  phone_left_out: 'Not all that stands in the field for their telephone number',
  price_rounded: 'A price was rounded to the decimals that QuickBooks takes',
  text_cut: 'A text was cut to the length that QuickBooks takes',
  characters_replaced: 'Characters were replaced that QuickBooks does not take',
  field_left_out: 'A field was left out that QuickBooks does not take as it is',
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
    sample,
  }
  return [cause]
}

/**
 * What keeps records out of QuickBooks, or is otherwise there than in the ERP, the causes with most records first; then what was
 * sent with a note.
 */
export async function causesOf(world: Pick<World, 'now' | 'lists' | 'records'>, company: string) {
  const { problems } = await judgedCauses(world, company, await world.lists.causes(company))
  const groups = problems.slice(0, CAUSES_MAX)
  const keys = groups.flatMap(({ sample }) => sample)
  const shown = await withWaits(world, company, [...(await world.records.getShown(company, keys)).values()])
  const rows = new Map(shown.map((record) => [record.key, record]))
  return groups.map(({ cause, count, amount, kinds, sample }) => {
    const records = sample.flatMap((key) => rows.get(key) ?? [])
    return {
      cause,
      count,
      amount: new Big(amount).toFixed(2),
      kinds,
      ...wordsOf(cause, count, records),
      sample: records,
    }
  })
}

function wordsOf(cause: string, count: number, records: readonly StoredRecord[]) {
  return isNoted(cause) ? noteWords(cause, count, records) : reasonWords(cause, count, records)
}

/** They are in QuickBooks: it is told, and nothing has to be done. */
function noteWords(cause: string, count: number, [first]: readonly StoredRecord[]) {
  const code = cause.split('/')[1] ?? cause
  const message = first?.synced?.notes?.find((note) => note.code === code)?.message ?? code
  return {
    code,
    title: `Sent, with a note: ${(count > 1 && titles[code]) || message}`,
    advice: 'Nothing has to be done. Whoever wants it otherwise corrects it in the ERP; the note then goes by itself.',
    action: null,
  }
}

function reasonWords(cause: string, count: number, [first]: readonly StoredRecord[]) {
  const code = first?.reason?.code ?? cause.split('/')[1] ?? cause
  const message = first?.reason?.message ?? 'They are held back'
  return {
    code,
    title: (count > 1 && titles[code]) || message,
    advice: first?.reason?.next ?? 'Look at each of them.',
    action: isReleasable(cause) ? ('release' as const) : null,
    waitsFor: waitsForQuickBooks(cause) ? ('quickbooks' as const) : null,
  }
}
