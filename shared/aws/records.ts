import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Change } from '../erp/change-event.ts'
import type { ErpRecord, RecordKey } from '../erp/record.ts'
import { pack } from '../lib/packed.ts'
import { amountOf } from '../sync/amount.ts'
import { linkToGone } from '../sync/merged.ts'
import type { Reason } from '../sync/reason.ts'
import {
  isTransaction,
  isWanted,
  type Link,
  type LinkRefused,
  type State,
  type StoredRecord,
  type Synced,
  transactionDate,
  type Unresolved,
} from '../sync/record.ts'
import { arrivalLists } from './arrivals.ts'
import { BEFORE_GO_LIVE, openKey, openPrefix, stateOf } from './open-key.ts'
import { overflowStore } from './overflow.ts'
import { openUnderPrefix, recordReads } from './record-reads.ts'
import { type Arrived, bodyIn, hasOther, indexed, readArrived, readPlace } from './record-row.ts'
import { recounts } from './recounts.ts'
import { attributes, conditional, getAll, type Item, queryAll, readEach } from './table.ts'
import { entityMark, stillAsRead, stillAt, turning } from './turning.ts'
import { unlinkedRecords } from './unlinked.ts'

/** More often than that nothing changes a record within a moment. */
const MOVE_TRIES = 10

const unseenOrOlder = 'attribute_not_exists(version) OR version < :version'
/**
 * No later attempt has been settled, and no link to other books has come meanwhile: the word of an earlier attempt may
 * arrive long after it was sent.
 */
const isNewsSince = (attempt: string, link: Link | null, was: Link | undefined) => ({
  condition: `attribute_exists(sk) AND (attribute_not_exists(lastAttempt) OR lastAttempt < :since)${link ? ' AND (attribute_not_exists(#link) OR #link.epoch = :epoch OR #link.epoch = :wasEpoch)' : ''}`,
  values: { ':since': attempt, ...(link && { ':epoch': link.epoch, ':wasEpoch': (was ?? link).epoch }) },
})

/** Nobody has sent a newer version, moved the record, or tied it to something else, since it was read. */
function stillTiedAsRead(stored: Pick<StoredRecord, 'version' | 'open' | 'link'>) {
  const { condition, values } = stillAsRead(stored)
  const { link } = stored
  const tied = link ? '#link.id = :wasId AND #link.epoch = :wasEpoch' : 'attribute_not_exists(#link)'
  return {
    condition: `${condition} AND ${tied}`,
    values: { ...values, ...(link && { ':wasId': link.id, ':wasEpoch': link.epoch }) },
  }
}

/** What a push leaves behind on a record. */
export type Settlement = {
  /** The new open key, or undefined when the record is synced. */
  open: string | undefined
  reason?: Reason | undefined
  /** The link as it stands now; null when there is none any more. */
  link: Link | null
  synced?: Synced | undefined
  tries: number
  attempt?: string | undefined
  /** The books in which it has come to rest, where the link may be one to others. */
  epoch?: number | undefined
  /** That the outcome of the write cannot be told. */
  unresolved?: Unresolved | undefined
  /** That QuickBooks did not take this version with its links; null where they were not why. */
  linkRefused?: LinkRefused | null | undefined
}

/** Why a record is stopped, and, where a write of it went out, by which attempt and that nobody can tell what became of it. */
export type Arrest = { reason: Reason; attempt?: string | undefined; unresolved?: Unresolved | undefined }

/** Where a record is to stand among what is open, and what changes with that. */
type Place = Pick<
  Partial<StoredRecord>,
  'open' | 'reason' | 'onHold' | 'pushAnyway' | 'restored' | 'approved' | 'leftOut' | 'unresolved' | 'waits' | 'billed'
> & {
  /** Another link, or none any more. */
  link?: Link | null
  /** With another link, the version that its entity is known to have. */
  synced?: StoredRecord['synced']
}

/** What became of a change; `arrived` if it stands in no index yet, so that it is to be listed; whether it is in any books. */
type Arrival =
  | { is: 'saved'; before: ErpRecord | undefined; arrived: Arrived | undefined; isLinked: boolean }
  | { is: 'known'; isOpen: boolean; arrived: Arrived | undefined; isLinked: boolean }
  | { is: 'tie' }
export type RecordStore = ReturnType<typeof recordStore>

/** The newest snapshot of every ERP record of every company, and where each stands. */
export function recordStore(db: DynamoDBClient, table: string) {
  const overflow = overflowStore(db, table)
  const reads = recordReads(db, table)
  const arrivals = arrivalLists(db, table)

  const update = (
    company: string,
    key: RecordKey,
    expression: { set: Item; condition: string; values?: Item; returns?: 'ALL_OLD' },
  ) => {
    const { condition, values, returns = 'UPDATED_OLD' } = expression
    const set = indexed(expression.set)
    const fields = Object.keys(set).filter((field) => set[field] !== undefined)
    const removed = Object.keys(set).filter((field) => set[field] === undefined)
    return conditional(
      db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: attributes({ pk: company, sk: key }),
          ConditionExpression: condition,
          UpdateExpression: [
            `SET ${fields.map((field) => `#${field} = :${field}`).join(', ')}`,
            ...(removed.length > 0 ? [`REMOVE ${removed.map((field) => `#${field}`).join(', ')}`] : []),
          ].join(' '),
          ExpressionAttributeNames: Object.fromEntries(
            [...new Set([...fields, ...removed, ...(condition.includes('#open') ? ['open'] : [])])].map((field) => [
              `#${field}`,
              field,
            ]),
          ),
          ExpressionAttributeValues: attributes({
            ...Object.fromEntries(fields.map((field) => [`:${field}`, set[field]])),
            ...values,
          }),
          ReturnValues: returns,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    )
  }

  const store = {
    /**
     * Saves a change unless the stored version is as new: the feed may repeat itself and lose its order. What is known
     * already is left alone; the same version with other content is a tie, which only the ERP can break.
     *
     * What is to be pushed stands in no index: whoever brought it has to list it (`list`) before it counts as delivered, also
     * when it was known, since the first who brought it may have died in between.
     */
    async save(change: Change, stop: { state: 'off' | 'held'; reason: Reason } | undefined, now: number) {
      const { company, key, kind, id, version, hash, sentHash, record, flaw } = change
      const body = record ?? (flaw && { kind, content: flaw.content, isFlawed: true })
      const kept = body && (await overflow.keep(company, hash, pack(body)))
      const place = stop
        ? openKey.stopped(stop.state, stop.reason.code, key)
        : openKey.now(kind, id, isWanted(record), now)
      const result = await update(company, key, {
        condition: unseenOrOlder,
        returns: 'ALL_OLD',
        set: {
          version,
          hash,
          sentHash,
          body: kept?.bytes,
          bodyParts: kept?.parts,
          open: place,
          openIndex: stop && place,
          reason: stop?.reason,
          tries: undefined,
          day: record && transactionDate(record),
          amount: record && amountOf(record),
          updatedAt: new Date(now).toISOString(),
        },
      })
      const old = result.done ? result.old : (result.current ?? {})
      const isLinked = old['link'] !== undefined
      if (result.done) {
        const { bodyParts: parts } = old
        if (typeof parts === 'number' && old['hash'] !== hash)
          await overflow.drop(company, String(old['hash']), { parts })
        const arrived = stop ? undefined : { key, open: place, isAgain: old['entity'] !== undefined }
        const [before] = readEach([old], bodyIn, () => [])
        return { is: 'saved', before, arrived, isLinked } satisfies Arrival
      }
      if (old['version'] === version && hasOther(old, change)) return { is: 'tie' } satisfies Arrival
      const isOpen = stateOf(old['open'] as string | undefined) === 'pending'
      return { is: 'known', isOpen, arrived: readArrived(old), isLinked } satisfies Arrival
    },

    /**
     * Notes what became of a record. If a newer version came in meanwhile, or a person stepped in, the record keeps the
     * place that it has now, and only what we learned of its entity is noted. That goes for a record too that was stopped
     * before its write was taken up again: why it stands still has nothing to do with what became of that write. One that
     * came to rest without knowing of the write is looked at again.
     *
     * Without an attempt it is noted only as long as the record is tied as it was read: a run that was paused may have been
     * overtaken by one that has tied it.
     */
    async settle(company: string, stored: StoredRecord, settlement: Settlement, now: number): Promise<void> {
      const { link, synced, attempt, epoch } = settlement
      const marked = epoch === undefined || link?.epoch === epoch ? link : null
      const learned: Item = {
        ...linkedTo(stored, link),
        entity: link || settlement.open === undefined ? entityMark(stored, marked) : undefined,
        ...(synced && { synced, tied: undefined }),
        ...(attempt && { lastAttempt: attempt }),
        // Also where a newer version has come in: that one must not be sent beside a write that may be there.
        ...(settlement.unresolved && { unresolved: settlement.unresolved }),
        ...(settlement.linkRefused !== undefined && { linkRefused: settlement.linkRefused ?? undefined }),
        updatedAt: new Date(now).toISOString(),
      }
      const isUnknown = settlement.open !== undefined && stateOf(settlement.open) === 'unknown'
      // What a person has said to push is done, or has made way for another.
      const isUnlinked = link === null && stored.link !== undefined
      const isStopped = attempt !== undefined && stored.open !== undefined && stateOf(stored.open) !== 'pending'
      if (!isStopped || isUnknown) {
        const { done } = await update(company, stored.key, {
          set: {
            ...learned,
            open: settlement.open,
            openIndex: settlement.open ?? openKey.atRest(stored, synced ?? stored.synced, marked),
            // One that a person has stopped meanwhile, and that stays where it is, still stands for the same reason.
            reason: settlement.reason ?? (settlement.open === stored.open ? stored.reason : undefined),
            tries: settlement.tries || undefined,
            ...((settlement.open === undefined || isUnlinked) && {
              pushAnyway: undefined,
              restored: undefined,
              approved: undefined,
            }),
          },
          ...(attempt === undefined ? stillTiedAsRead(stored) : stillAsRead(stored)),
        })
        if (done) return
      }
      // Without an attempt nothing was learned that the next look at the record would not tell.
      if (attempt === undefined) return
      const { condition, values } = isNewsSince(attempt, link, stored.link)
      const open = openKey.now(stored.kind, stored.id, isWanted(stored.record), now)
      if (link && isTransaction(stored.kind)) {
        // A newer version was stopped for its date before anybody knew that this one is here: it follows it.
        const followed = await update(company, stored.key, {
          set: { ...learned, open, reason: undefined, tries: undefined },
          condition: `${condition} AND begins_with(#open, :before)`,
          values: { ...values, ':before': BEFORE_GO_LIVE },
        })
        if (followed.done) return
      }
      const noted = await update(company, stored.key, {
        set: learned,
        condition: `${condition} AND attribute_exists(#open)`,
        values,
      })
      if (noted.done || noted.current?.['open'] !== undefined) return
      await update(company, stored.key, {
        set: { ...learned, open },
        condition: `${condition} AND attribute_not_exists(#open)`,
        values,
      })
    },

    /**
     * Stops a record of which nothing but its key can be relied on, wherever it stands: what else its row holds is left as it
     * is. That a write of it has an outcome that cannot be told is noted, whatever has happened to the record since.
     *
     * @returns `changed` if somebody changed it at that very moment; `gone-on` if it is not there, or an attempt as late was
     *   noted on it
     */
    async arrest(
      company: string,
      key: RecordKey,
      { reason, attempt, unresolved }: Arrest,
      now: number,
    ): Promise<'stopped' | 'changed' | 'gone-on'> {
      const fields = ['open', 'lastAttempt']
      const [row] = await getAll(db, table, [{ pk: company, sk: key }], fields)
      if (!row) return 'gone-on'
      const { open: was, lastAttempt } = row
      if (attempt !== undefined && String(lastAttempt ?? '') >= attempt) return 'gone-on'
      const isStopped = typeof was === 'string' && !['pending', 'synced'].includes(stateOf(was))
      const open = openKey.stopped(unresolved ? 'unknown' : 'held', reason.code, key)
      const place = isStopped && !unresolved ? {} : { open, reason, tries: undefined }
      const { done } = await update(company, key, {
        set: {
          ...place,
          ...(attempt && { lastAttempt: attempt }),
          ...(unresolved && { unresolved }),
          updatedAt: new Date(now).toISOString(),
        },
        ...stillAt(was),
      })
      return done ? 'stopped' : 'changed'
    },

    /** Stops a record with the reason that a person reads, unless something newer has happened to it. */
    async stop(
      company: string,
      stored: StoredRecord,
      state: 'off' | 'held' | 'rejected' | 'unknown',
      reason: Reason,
      now: number,
      attempt?: string,
    ): Promise<void> {
      const open = openKey.stopped(state, reason.code, stored.key)
      await store.settle(company, stored, { open, reason, link: stored.link ?? null, tries: 0, attempt }, now)
    },

    /**
     * Puts a record elsewhere among what is open, unless something newer has happened to it. Says whether it did.
     */
    async move(
      company: string,
      stored: Pick<StoredRecord, 'key' | 'kind' | 'id' | 'version' | 'open' | 'link' | 'synced' | 'former'>,
      to: Place,
      now: number,
    ): Promise<boolean> {
      const { link, synced, ...place } = to
      const linked =
        link === undefined
          ? {}
          : {
              ...linkedTo(stored, link),
              entity: link ? entityMark(stored, link) : undefined,
              synced,
              tied: undefined,
            }
      const { done } = await update(company, stored.key, {
        set: { tries: undefined, reason: undefined, ...place, ...linked, updatedAt: new Date(now).toISOString() },
        ...stillAsRead(stored),
      })
      return done
    },

    /**
     * Puts a record elsewhere as it stands at that very moment: read and decided anew as often as somebody changes it.
     *
     * @param to where it is to stand; undefined to leave it alone
     */
    async moveAnew(
      company: string,
      key: RecordKey,
      to: (stored: StoredRecord) => Place | undefined,
      now: number,
    ): Promise<void> {
      for (let tries = 0; tries < MOVE_TRIES; tries++) {
        const stored = (await reads.getAll(company, [key])).get(key)
        const place = stored && to(stored)
        if (!place || (await store.move(company, stored, place, now))) return
      }
      throw new Error(`${key} was changed ${MOVE_TRIES} times while it was to be moved`)
    },

    /**
     * Notes that QuickBooks has the entity of a list no more. The record is looked at again, unless something keeps it; accounts
     * and terms are never pushed, so they stay where they are.
     */
    noteGone: (company: string, key: RecordKey, epoch: number, id: string, now: number): Promise<void> =>
      store.moveAnew(
        company,
        key,
        (stored) => {
          const link = linkToGone(stored, epoch, id)
          const { kind, open, reason, synced } = stored
          if (!link) return undefined
          return { open: open ?? openKey.now(kind, stored.id, isWanted(stored.record), now), reason, link, synced }
        },
        now,
      ),

    /**
     * Ties a record to an entity, or unties it, unless something newer has happened to it. Says whether it did.
     *
     * @param to what changes besides: where the record stands from now on, and what is known of the entity
     */
    async tie(
      company: string,
      stored: StoredRecord,
      link: Link | null,
      to: Pick<StoredRecord, 'open' | 'reason' | 'onHold' | 'synced'> & {
        content?: Record<string, unknown> | undefined
      },
      now: number,
    ): Promise<boolean> {
      const { content, ...fields } = to
      const { done } = await update(company, stored.key, {
        set: {
          ...fields,
          openIndex: fields.open ?? openKey.atRest(stored, fields.synced, link),
          ...linkedTo(stored, link),
          entity: link || to.open === undefined ? entityMark(stored, link) : undefined,
          tied: content && pack(content),
          ...(link && { leftOut: undefined }),
          tries: undefined,
          updatedAt: new Date(now).toISOString(),
        },
        ...stillTiedAsRead(stored),
      })
      return done
    },

    /** Lets every record go again that stands under a cause, for instance `waiting` for a record that is there now. */
    release: (company: string, now: number, state: State, cause?: string): Promise<number> =>
      store.releaseUnder(company, now, openPrefix(state, cause)),

    /** Lets every record go again whose open key begins so, or so many of them. */
    async releaseUnder(company: string, now: number, prefix: string, most = Number.POSITIVE_INFINITY): Promise<number> {
      let released = 0
      for await (const item of queryAll(db, openUnderPrefix(table, company, prefix))) {
        const [place] = readEach([item], readPlace, () => [])
        if (!place) continue
        const { key, kind, id, open } = place
        const { done } = await update(company, key, {
          set: { open: openKey.now(kind, id, true, now), reason: undefined, tries: undefined },
          // What is at rest and differs has no open key, and stands in the index all the same.
          condition: 'openIndex = :wasOpen',
          values: { ':wasOpen': open },
        })
        if (done) released++
        if (released >= most) break
      }
      return released
    },

    list: arrivals.add,
    dropLists: arrivals.drop,
    ...reads,
    ...turning(db, table),
    ...unlinkedRecords(db, table),
    ...recounts(db, table),
  }
  return store
}

/** The link of a record, and, where it takes the place of one to other books, what is known of it there. */
function linkedTo({ link: was, synced, former }: Pick<StoredRecord, 'link' | 'synced' | 'former'>, link: Link | null) {
  if (!link) return { link: undefined }
  const { [link.epoch]: before, ...others } = former ?? {}
  if (was && was.epoch !== link.epoch) return { link, former: { ...others, [was.epoch]: { link: was, synced } } }
  return { link, ...(before && { former: others }) }
}
