import {
  type DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import type { Preferences } from '../qbo/preferences.ts'
import type { Call } from '../sync/rate.ts'
import { type Suspension, type SuspensionCode, suspensionCodes } from '../sync/suspension.ts'
import { attributes, conditional, type Item, plain } from './table.ts'

const Row = z.object({
  status: z.optional(z.enum(['connected', 'needs-reconnect', 'disconnected'])),
  realmId: z.optional(z.string()),
  epoch: z._default(z.number(), 0),
  /** The epoch of every realm that the company was ever connected to. */
  epochs: z._default(z.record(z.string(), z.number()), {}),
  companyName: z.optional(z.string()),
  country: z._default(z.string(), 'US'),
  connectedAt: z.optional(z.string()),
  connectedBy: z.optional(z.string()),
  accessExpiresAt: z.optional(z.string()),
  refreshExpiresAt: z.optional(z.string()),
  needsReconnectReason: z.optional(z.string()),
  fence: z._default(z.number(), 0),
  leaseUntil: z.optional(z.number()),
  wakes: z._default(z.number(), 0),
  openAttempts: z._default(z.record(z.string(), z.number()), {}),
  /** Attempts without a clear outcome in books that are not connected now, and the epoch of those. */
  frozenAttempts: z._default(z.record(z.string(), z.number()), {}),
  calls: z._default(z.string(), ''),
  pausedUntil: z.optional(z.number()),
  /** What was throttled when it was paused, as long as none of that has been answered since. */
  pausedFor: z.optional(z.enum(['read', 'write'])),
  /** What keeps the company from QuickBooks. */
  suspension: z.optional(
    z.object({
      code: z.enum(suspensionCodes),
      since: z.string(),
      lookAt: z.number(),
      types: z.optional(z.array(z.string())),
    }),
  ),
  lastSyncedAt: z.optional(z.string()),
  /** When records went out while more of them were due than a run looks at. */
  longQueueMovedAt: z.optional(z.number()),
  preferences: z.optional(
    z.object({
      bookCloseDate: z.optional(z.string()),
      homeCurrency: z.string(),
      multiCurrency: z.boolean(),
      allowShipping: z.optional(z.boolean()),
    }),
  ),
  /** When the preferences are to be read again. */
  preferencesDueAt: z.optional(z.number()),
  /**
   * Records are held for what only a look in QuickBooks tells: when that is due, whether accounts are among it, and after which
   * place of a code the next look begins where more are held than one looks after.
   */
  asks: z.optional(
    z.object({
      dueAt: z.number(),
      accounts: z.boolean(),
      after: z._default(z.record(z.string(), z.string()), {}),
    }),
  ),
  /** When accounts were last pulled for that. */
  accountsAskedAt: z.optional(z.number()),
  /** Whether QuickBooks has shown, in the books of this epoch, that it remembers requestids. */
  requestIds: z.optional(z.object({ epoch: z.number(), remembered: z.boolean() })),
  /** What persons have asked to be let go: each an id and the beginning of the open keys. */
  releases: z._default(z.set(z.string()), new Set()),
  /** A look at QuickBooks that somebody has asked for, and the last one that was taken. */
  checkAsked: z.optional(z.object({ id: z.string(), askedAt: z.number() })),
  checked: z.optional(z.object({ id: z.string(), askedAt: z.number(), at: z.string(), reads: z.number() })),
  /** To which books the records have been turned: what is synced with others is put aside. There are none before the first. */
  turnedTo: z._default(z.number(), 1),
})

/** The row that every write to QuickBooks is checked against: connection, lease, open attempts and rate. */
export type Writer = Omit<z.output<typeof Row>, 'calls'> & {
  calls: Call[]
  /** The open attempts, and when each is to be looked at again if nobody is at it. */
  openAttempts: Record<string, number>
}

/** Who writes, by the number of its lease: a higher one has taken over. */
export type Lease = { company: string; fence: number }

/** A look at QuickBooks that somebody has asked for. */
export type Check = NonNullable<Writer['checkAsked']>

/** What is to be asked in QuickBooks since records are held for it. */
export type Asks = NonNullable<Writer['asks']>

export type WriterStore = ReturnType<typeof writerStore>

const leaseIsFree = 'attribute_not_exists(leaseUntil) OR leaseUntil < :now'
const leaseWasLeft = 'leaseUntil < :now'
const leaseIsOurs = 'fence = :fence'
/** A heartbeat that is late must not bring back a lease that was given back. */
const leaseIsHeld = 'fence = :fence AND attribute_exists(leaseUntil)'
const stillConnected = '#status = :connected AND epoch = :epoch'
const nobodyAskedMeanwhile = 'attribute_not_exists(wakes) OR wakes = :none'

/**
 * One writer a company: a lease with a number that rises at every take-over. All that must be true when a write is sent
 * stands in one row, so that one conditional update can make sure of it.
 */
export function writerStore(db: DynamoDBClient, table: string) {
  const keyOf = (company: string) => attributes({ pk: `company/${company}`, sk: 'writer' })

  const update = (
    company: string,
    expression: {
      update: string
      condition?: string
      values?: Item
      names?: Record<string, string>
      returns?: 'ALL_NEW'
    },
  ) =>
    conditional(
      db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(company),
          UpdateExpression: expression.update,
          ...(expression.condition && { ConditionExpression: expression.condition }),
          ...(expression.names && { ExpressionAttributeNames: expression.names }),
          ...(expression.values && { ExpressionAttributeValues: attributes(expression.values) }),
          ReturnValues: expression.returns ?? 'UPDATED_OLD',
        }),
      ),
    )

  async function read(company: string): Promise<Writer> {
    const { Item } = await db.send(new GetItemCommand({ TableName: table, Key: keyOf(company), ConsistentRead: true }))
    return readWriter(Item ? plain(Item) : {})
  }

  return {
    read,

    /**
     * Becomes the company's writer, unless somebody else is; says whether an earlier one died at its work.
     *
     * @param onlyTakeOver to become it only if one did
     */
    async acquire(
      company: string,
      now: number,
      until: number,
      onlyTakeOver = false,
    ): Promise<{ lease: Lease; tookOver: boolean } | undefined> {
      const before = await update(company, {
        update:
          'SET leaseUntil = :until, openAttempts = if_not_exists(openAttempts, :empty), frozenAttempts = if_not_exists(frozenAttempts, :empty) ADD fence :one',
        condition: onlyTakeOver ? leaseWasLeft : leaseIsFree,
        values: { ':until': until, ':one': 1, ':now': now, ':empty': {} },
      })
      if (!before.done) return undefined
      const { fence = 0, leaseUntil } = before.old
      return { lease: { company, fence: Number(fence) + 1 }, tookOver: leaseUntil !== undefined }
    },

    /** Stays the writer for longer; false if somebody has taken over. */
    async extend({ company, fence }: Lease, until: number): Promise<boolean> {
      const { done } = await update(company, {
        update: 'SET leaseUntil = :until',
        condition: leaseIsHeld,
        values: { ':until': until, ':fence': fence },
      })
      return done
    },

    /**
     * Steps back, and leaves its calls to the next writer, who is within the limits only if it counts them; false if
     * somebody asked for a run since the wakes were last cleared, or has taken over.
     */
    async release({ company, fence }: Lease, isForced: boolean, calls: readonly Call[]): Promise<boolean> {
      const { done } = await update(company, {
        update: 'SET calls = :calls REMOVE leaseUntil',
        condition: isForced ? leaseIsOurs : `${leaseIsOurs} AND (${nobodyAskedMeanwhile})`,
        values: { ':fence': fence, ':calls': writeCalls(calls), ...(isForced ? {} : { ':none': 0 }) },
      })
      return done
    },

    /**
     * Opens an attempt: only now may it be sent. One condition makes sure that the lease is still ours, that the company
     * is connected, and that it is still the same connection.
     */
    async open({ company, fence }: Lease, attempt: string, epoch: number, lookAt: number, calls: readonly Call[]) {
      const { done } = await update(company, {
        update: 'SET openAttempts.#attempt = :lookAt, calls = :calls',
        condition: `${leaseIsOurs} AND ${stillConnected}`,
        names: { '#attempt': attempt, '#status': 'status' },
        values: {
          ':lookAt': lookAt,
          ':calls': writeCalls(calls),
          ':fence': fence,
          ':connected': 'connected',
          ':epoch': epoch,
        },
      })
      return done
    },

    /** Notes when an open attempt is to be looked at again. */
    async postpone({ company, fence }: Lease, attempt: string, lookAt: number): Promise<boolean> {
      const { done } = await update(company, {
        update: 'SET openAttempts.#attempt = :lookAt',
        condition: `${leaseIsOurs} AND attribute_exists(openAttempts.#attempt)`,
        names: { '#attempt': attempt },
        values: { ':lookAt': lookAt, ':fence': fence },
      })
      return done
    },

    /** Closes an attempt: each of its records has its outcome. What is noted of the company besides is noted with it. */
    async close(
      { company, fence }: Lease,
      attempt: string,
      noted: { lastSyncedAt?: string | undefined; longQueueMovedAt?: number | undefined } = {},
    ): Promise<boolean> {
      const values = Object.entries(noted).filter(([, value]) => value !== undefined)
      const set = values.map(([name]) => `${name} = :${name}`).join(', ')
      const { done } = await update(company, {
        update: `${set ? `SET ${set} ` : ''}REMOVE openAttempts.#attempt`,
        condition: leaseIsOurs,
        names: { '#attempt': attempt },
        values: { ':fence': fence, ...Object.fromEntries(values.map(([name, value]) => [`:${name}`, value])) },
      })
      return done
    },

    /** Notes what the company has set in QuickBooks, and when to look again. */
    async notePreferences({ company, fence }: Lease, epoch: number, preferences: Preferences, dueAt: number) {
      await update(company, {
        update: 'SET preferences = :preferences, preferencesDueAt = :dueAt',
        condition: `${leaseIsOurs} AND epoch = :epoch`,
        values: { ':preferences': preferences, ':dueAt': dueAt, ':fence': fence, ':epoch': epoch },
      })
    },

    /** Notes whether QuickBooks remembers requestids, as it has just shown. */
    async noteRequestIds({ company, fence }: Lease, epoch: number, remembered: boolean): Promise<void> {
      await update(company, {
        update: 'SET requestIds = :shown',
        condition: `${leaseIsOurs} AND epoch = :epoch`,
        values: { ':shown': { epoch, remembered }, ':fence': fence, ':epoch': epoch },
      })
    },

    /** Notes what is to be asked in QuickBooks, and when; nothing if nothing is held for it. */
    async noteAsks({ company, fence }: Lease, asks: Asks | undefined): Promise<void> {
      await update(company, {
        update: asks ? 'SET asks = :asks' : 'REMOVE asks',
        condition: leaseIsOurs,
        values: { ':fence': fence, ...(asks && { ':asks': asks }) },
      })
    },

    /** Notes that the accounts are pulled since records are held for what they are. */
    async noteAccountsAsked(company: string, now: number): Promise<void> {
      await update(company, { update: 'SET accountsAskedAt = :now', values: { ':now': now } })
    },

    /** Asks the push to read the preferences at once: somebody may have reopened the books. */
    async askPreferences(company: string): Promise<void> {
      await update(company, { update: 'SET preferencesDueAt = :now', values: { ':now': 0 } })
    },

    /** Asks the push to let go whatever is open under this beginning of its open key. */
    async askRelease(company: string, id: string, prefix: string): Promise<void> {
      const release = new Set([`${id} ${prefix}`])
      await update(company, { update: 'ADD releases :release', values: { ':release': release } })
    },

    /** Notes that a release is through. */
    async noteReleased(company: string, release: string): Promise<void> {
      await update(company, { update: 'DELETE releases :release', values: { ':release': new Set([release]) } })
    },

    /** Puts an attempt aside that went to books which are not connected now; false if somebody has taken over. */
    async freeze({ company, fence }: Lease, attempt: string, epoch: number): Promise<boolean> {
      const { done } = await update(company, {
        update: 'SET frozenAttempts.#attempt = :epoch REMOVE openAttempts.#attempt',
        condition: leaseIsOurs,
        names: { '#attempt': attempt },
        values: { ':epoch': epoch, ':fence': fence },
      })
      return done
    },

    /** Opens an attempt again whose books are connected again. */
    async thaw({ company, fence }: Lease, attempt: string, lookAt: number): Promise<boolean> {
      const { done } = await update(company, {
        update: 'SET openAttempts.#attempt = :lookAt REMOVE frozenAttempts.#attempt',
        condition: leaseIsOurs,
        names: { '#attempt': attempt },
        values: { ':lookAt': lookAt, ':fence': fence },
      })
      return done
    },

    /** A part of a transaction that holds only as long as the lease is ours and the company connected to the same books. */
    guard: ({ company, fence }: Lease, epoch: number): TransactWriteItem => ({
      ConditionCheck: {
        TableName: table,
        Key: keyOf(company),
        ConditionExpression: `${leaseIsOurs} AND epoch = :epoch`,
        ExpressionAttributeValues: attributes({ ':fence': fence, ':epoch': epoch }),
      },
    }),

    /** Notes to which books the records have been turned. */
    async noteTurned({ company, fence }: Lease, epoch: number): Promise<void> {
      await update(company, {
        update: 'SET turnedTo = :epoch',
        condition: leaseIsOurs,
        values: { ':epoch': epoch, ':fence': fence },
      })
    },

    /** QuickBooks asked us to be quiet; no instance calls it before then. */
    async pause({ company, fence }: Lease, until: number, what: 'read' | 'write'): Promise<void> {
      await update(company, {
        update: 'SET pausedUntil = :until, pausedFor = :what',
        condition: leaseIsOurs,
        values: { ':until': until, ':what': what, ':fence': fence },
      })
    },

    /** QuickBooks answers again what it throttled. */
    async resume({ company, fence }: Lease): Promise<void> {
      await update(company, { update: 'REMOVE pausedFor', condition: leaseIsOurs, values: { ':fence': fence } })
    },

    /**
     * Asks the push to look at whatever waits for QuickBooks, and to let go what is open under these beginnings; false if
     * somebody has asked within that time.
     */
    async askCheck(
      company: string,
      check: Check,
      releases: readonly { id: string; prefix: string }[],
      withinMs: number,
    ): Promise<boolean> {
      const wishes = new Set(releases.map(({ id, prefix }) => `${id} ${prefix}`))
      const { done } = await update(company, {
        update: `SET checkAsked = :check, lastCheckAt = :now${wishes.size > 0 ? ' ADD releases :releases' : ''}`,
        condition: 'attribute_not_exists(lastCheckAt) OR lastCheckAt <= :before',
        values: {
          ':check': check,
          ':now': check.askedAt,
          ':before': check.askedAt - withinMs,
          ...(wishes.size > 0 && { ':releases': wishes }),
        },
      })
      return done
    },

    /** Notes that a look was taken, and what it has cost. */
    async noteChecked({ company, fence }: Lease, check: NonNullable<Writer['checked']>): Promise<void> {
      await update(company, {
        update: 'SET checked = :check REMOVE checkAsked',
        condition: `${leaseIsOurs} AND checkAsked.id = :id`,
        values: { ':check': check, ':id': check.id, ':fence': fence },
      })
    },

    /** Notes what keeps the company from the books that it is connected to; false if it is connected to others by now. */
    async suspend(company: string, epoch: number, suspension: Suspension): Promise<boolean> {
      const { done } = await update(company, {
        update: 'SET suspension = :suspension',
        condition: stillConnected,
        names: { '#status': 'status' },
        values: { ':suspension': suspension, ':connected': 'connected', ':epoch': epoch },
      })
      return done
    },

    /** Notes that it is over; false if it was noted already, or something else keeps the company by now. */
    async goOn(company: string, code: SuspensionCode): Promise<boolean> {
      const { done } = await update(company, {
        update: 'REMOVE suspension',
        condition: 'suspension.code = :code',
        values: { ':code': code },
      })
      return done
    },

    /**
     * Notes a wish for a run; true if it is the first since the wakes were cleared, so that a wake has to be sent. Where
     * one stands already it stands for this one too: whoever clears it looks for work afterwards.
     */
    async ask(company: string): Promise<boolean> {
      if ((await read(company)).wakes > 0) return false
      const { done, ...result } = await update(company, { update: 'ADD wakes :one', values: { ':one': 1 } })
      return done && 'old' in result && Number(result.old['wakes'] ?? 0) === 0
    },

    /** Forgets the wishes so far; whoever does so must look for work once more. */
    async clearWakes(company: string): Promise<void> {
      await update(company, { update: 'SET wakes = :none', values: { ':none': 0 } })
    },
  }
}

/** What is known of a company that was never connected; of one whose row cannot be read, lists must not rely on more. */
export const unreadWriter = (): Writer => readWriter({})

function readWriter(item: Item): Writer {
  const { calls, ...row } = z.parse(Row, item)
  return { ...row, calls: readCalls(calls) }
}

/** Calls as text, so that the row stays within a kilobyte: the time of the first, the distances to the next, `b` for batch. */
function writeCalls(calls: readonly Call[]): string {
  return calls
    .map(({ at, batch }, index) => `${(at - (calls[index - 1]?.at ?? 0)).toString(36)}${batch ? '!' : ''}`)
    .join(' ')
}

function readCalls(text: string): Call[] {
  const calls: Call[] = []
  for (const part of text.split(' ').filter(Boolean)) {
    const distance = Number.parseInt(part.replace('!', ''), 36)
    calls.push({ at: (calls.at(-1)?.at ?? 0) + distance, batch: part.endsWith('!') })
  }
  return calls
}
