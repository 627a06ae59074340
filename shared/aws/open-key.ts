import { createHash } from 'node:crypto'
import { type Kind, keyOf, parseKey, type RecordKey } from '../erp/record.ts'
import { reasons } from '../sync/reasons.ts'
import {
  isDeleted,
  LAST_RANK,
  type Link,
  rankOf,
  type ShownState,
  type State,
  type StoredRecord,
  type Synced,
} from '../sync/record.ts'

/**
 * The place of a record among what is open. It says the state, and in what order things come up: what is due now sorts before
 * what is due later, and everything else is grouped by what would release it. A synced record has none. It is the record's
 * sort key in the index of what is open, unless the record stands on the list of what it arrived with (`arrivals.ts`).
 */
export const openKey = {
  /** First by rank, then first come, first served: of two that want one name, the one that came first gets it. */
  now: (kind: Kind, id: string, wanted: boolean, at: number) =>
    `1/${rankOf(kind, wanted)}/${at.toString(36).padStart(9, '0')}/${keyOf(kind, id)}`,
  later: (due: number, key: RecordKey) => `2/${new Date(due).toISOString()}/${key}`,
  waiting: (on: RecordKey, key: RecordKey) => fitting(`waiting/${on}/`, key),
  stopped: (state: 'off' | 'held' | 'rejected' | 'unknown', code: string, key: RecordKey) => `${state}/${code}/${key}`,
  /** Held behind the record that has its number. */
  numbered: (owner: RecordKey, key: RecordKey | '') => fitting(`held/E_DOCNUMBER/${owner}/`, key),
  /** Held behind the record that has its name, with all of its kind that are held for theirs. */
  named: (owner: RecordKey, key: RecordKey) => fitting(behindName(owner, key.split('/', 1).join('')), key),
  /**
   * Nothing is open about it: it only stands in the index, where it is deleted in the ERP and void or inactive in QuickBooks, as
   * long as it differs, with the amount of that, or else by the first of its notes.
   */
  atRest: (stored: Pick<StoredRecord, 'key' | 'hash'>, synced: Synced | undefined, link: Link | null) => {
    const { key } = stored
    const [first] = synced?.notes ?? []
    if (link && isDeleted(stored)) return `${GONE}/${key}`
    if (synced?.differs) return fitting(`${DIFFERS}/${DIFFERS}/${synced.differs.amount}/`, key)
    return first && `${NOTED}/${first.code}/${key}`
  },
}

/** The code of what is held for its name, whoever has that. */
const NAME_TAKEN = 'name_taken'

const behindName = (owner: RecordKey, kind: string): string => ['held', NAME_TAKEN, kind, owner, ''].join('/')

/** The beginnings of the places of all that are held behind the record that has their name. */
export const placesBehindName = (owner: RecordKey): string[] =>
  (owner.startsWith('part/') ? ['part'] : ['customer', 'vendor']).map((kind) => behindName(owner, kind))

/** The record behind which one is held that stands at this place for its name. */
export function ownerOfName(open: string): RecordKey | undefined {
  const [state, code, _kind, ...keys] = open.split('/')
  return state === 'held' && code === NAME_TAKEN && keys.length > 2
    ? parseKey(keys.slice(0, 2).join('/'))?.key
    : undefined
}

/** DynamoDB takes sort keys of so many bytes. */
const PLACE_BYTES_MAX = 1_024

/**
 * A sort key that ends with a record's key, or, where the ids of two records make it longer than one may be, with a digest of
 * that: nobody reads it from there, it only tells two apart.
 */
export function fitting(prefix: string, key: string): string {
  const place = `${prefix}${key}`
  if (Buffer.byteLength(place) <= PLACE_BYTES_MAX) return place
  return `${prefix}${createHash('sha256').update(key).digest('base64url')}`
}

/** The beginning under which those stand in the index that QuickBooks has otherwise than the ERP. */
const DIFFERS = 'differs'

/** The amount that a place says its record differs by; undefined for any other place. */
export function differingBy(place: string): string | undefined {
  const [head, , amount] = place.split('/', 3)
  return head === DIFFERS ? amount : undefined
}

/** The beginning under which those stand in the index that are deleted in the ERP, and void or inactive in QuickBooks. */
const GONE = 'deleted'

/** The beginning under which those stand in the index that QuickBooks has, with a note. */
export const NOTED = 'noted'

/** Whether a cause keeps nothing out of QuickBooks, and is a note on what was sent. */
export const isNoted = (cause: string): boolean => cause.startsWith(`${NOTED}/`)

/** The rank with which a place begins that is due now. */
export const rankIn = (open: string): string => open.split('/', 2).join('/')

/** What stands in no place of its own, asked to go again as if it did: the parts that QuickBooks has. */
export const SYNCED_PARTS = 'synced/part/'

/** The record with which such a place ends; undefined if this release knows no such record. */
export const keyIn = (open: string): RecordKey | undefined => parseKey(open.split('/').slice(3).join('/'))?.key

/** Since when what stands under this key is due. */
export function dueSince(open: string): number {
  const [when, first = '', second = ''] = open.split('/', 3)
  return when === '1' ? Number.parseInt(second, 36) : Date.parse(first)
}

/** Everything due at `now` lies between these two. */
export const dueRange = (now: number): [string, string] => ['1/', `2/${new Date(now).toISOString()}/~`]

/** Whether a record at this place is to go out now, and was not put off. */
export const isDueNow = (open: string | undefined): boolean => open?.startsWith('1/') ?? false

/** Whether what stands under this key comes behind all else that is due, also behind what was put off until now. */
export const isLast = (open: string | undefined): boolean => open?.startsWith(`1/${LAST_RANK}/`) ?? false

/** Where people see a record that stands in the index there. */
export const shownAt = (place: string): ShownState => (place.startsWith(`${GONE}/`) ? 'deleted' : stateOf(place))

/** The state that an open key stands for. */
export function stateOf(open: string | undefined): State {
  if (open === undefined) return 'synced'
  const [head] = open.split('/', 1)
  switch (head) {
    case 'waiting':
    case 'off':
    case 'held':
    case 'rejected':
    case 'unknown':
    case DIFFERS:
      return head
    case NOTED:
    case GONE:
      return 'synced'
    default:
      return 'pending'
  }
}

/** What keeps a record where it is: the state and the code of the reason, or the record that it waits for. */
export function causeOf(open: string): string {
  const [state = '', first = '', second = ''] = open.split('/')
  return state === 'waiting' ? `${state}/${first}/${second}` : `${state}/${first}`
}

/** What the open keys of a state, and of a cause within it, begin with. */
export function openPrefix(state: State, cause?: string): string {
  return cause === undefined ? `${state}/` : `${state}/${cause}/`
}

/** With what the open keys begin of records that stay out of QuickBooks for their date. */
export const BEFORE_GO_LIVE = openPrefix('off', reasons.beforeGoLive('', '').code)
