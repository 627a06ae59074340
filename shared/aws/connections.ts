import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { attributes, conditional, plain } from './table.ts'
import type { Writer } from './writer.ts'

/** What somebody who is on the way to Intuit and back began; kept under a hash of the state that travels. */
export type PendingConnect = {
  company: string
  by: string
  cookieHash: string
  mayChangeRealm: boolean
  /** Seconds since 1970. */
  expiresAt: number
}

const PendingRow = z.object({
  company: z.string(),
  by: z.string(),
  cookieHash: z.string(),
  mayChangeRealm: z.boolean(),
  expiresAt: z.number(),
})

/** A connection that a person has just made. */
export type NewConnection = {
  realmId: string
  epoch: number
  companyName: string
  country: string
  connectedAt: string
  connectedBy: string
  accessExpiresAt: string
  refreshExpiresAt: string
}

/** Which of the connections that a company has made: the same books may have been connected before. */
export type Connected = Pick<NewConnection, 'realmId' | 'connectedAt'>

export type ConnectionStore = ReturnType<typeof connectionStore>

const isFree = 'attribute_not_exists(pk) OR company = :company'
const isThatConnection = 'realmId = :realmId AND connectedAt = :connectedAt'
/** Or it is this very write, made again by the SDK after its answer was lost. */
const stillThoseBooks = `(epoch = :before AND epochs = :epochsBefore) OR (attribute_not_exists(epoch) AND :before = :none) OR (${isThatConnection})`
const isConnected = '#status = :connected'
const notYetDisconnected = 'attribute_exists(#status) AND #status <> :status'
const leaseIsFreeOrOurs = 'attribute_not_exists(leaseUntil) OR leaseUntil < :now OR holder = :holder'

/** Which company is connected to which realm, and who may refresh its tokens. */
export function connectionStore(db: DynamoDBClient, table: string) {
  const writerKey = (company: string) => attributes({ pk: `company/${company}`, sk: 'writer' })
  const tokensKey = (company: string) => attributes({ pk: `company/${company}`, sk: 'tokens' })

  return {
    async begin(stateHash: string, pending: PendingConnect): Promise<void> {
      const Item = attributes({ pk: `state/${stateHash}`, sk: 'connect', ...pending })
      await db.send(new PutItemCommand({ TableName: table, Item }))
    },

    /** What was begun under a state. It can be taken once: of two callbacks at a time, one gets nothing. */
    async take(stateHash: string): Promise<PendingConnect | undefined> {
      const { Attributes } = await db.send(
        new DeleteItemCommand({
          TableName: table,
          Key: attributes({ pk: `state/${stateHash}`, sk: 'connect' }),
          ReturnValues: 'ALL_OLD',
        }),
      )
      return Attributes && z.parse(PendingRow, plain(Attributes))
    },

    /** Claims a realm for a company, for good; false if it belongs to another company. */
    async claim(realmId: string, company: string): Promise<boolean> {
      const { done } = await conditional(
        db.send(
          new PutItemCommand({
            TableName: table,
            Item: attributes({ pk: `realm/${realmId}`, sk: 'claim', company }),
            ConditionExpression: isFree,
            ExpressionAttributeValues: attributes({ ':company': company }),
          }),
        ),
      )
      return done
    },

    /** Binds a company to a realm; false if somebody else has bound it to another since that was read. */
    async bind(company: string, connection: NewConnection, before: Pick<Writer, 'epoch' | 'epochs'>): Promise<boolean> {
      const fields = Object.keys(connection)
      const { done } = await conditional(
        db.send(
          new UpdateItemCommand({
            TableName: table,
            Key: writerKey(company),
            UpdateExpression: `SET #status = :status, epochs = :epochs, ${fields.map((field) => `#${field} = :${field}`).join(', ')} REMOVE needsReconnectReason, preferencesDueAt, suspension, pausedFor`,
            ConditionExpression: stillThoseBooks,
            ExpressionAttributeNames: {
              '#status': 'status',
              ...Object.fromEntries(fields.map((field) => [`#${field}`, field])),
            },
            ExpressionAttributeValues: attributes({
              ':status': 'connected',
              ':before': before.epoch,
              ':epochsBefore': before.epochs,
              ':epochs': { ...before.epochs, [connection.realmId]: connection.epoch },
              ':none': 0,
              ...Object.fromEntries(Object.entries(connection).map(([field, value]) => [`:${field}`, value])),
            }),
          }),
        ),
      )
      return done
    },

    /**
     * Marks the end of a connection; nothing more can be sent from here on. Only what is connected can come to need a
     * reconnect: who has disconnected wants to stay so.
     *
     * @param of the connection that has ended, where another may have been made meanwhile
     */
    async end(
      company: string,
      status: 'disconnected' | 'needs-reconnect',
      reason?: string,
      of?: Connected,
    ): Promise<boolean> {
      const condition = status === 'disconnected' ? notYetDisconnected : isConnected
      const { done } = await conditional(
        db.send(
          new UpdateItemCommand({
            TableName: table,
            Key: writerKey(company),
            UpdateExpression: `SET #status = :status${reason ? ', needsReconnectReason = :reason' : ' REMOVE needsReconnectReason'}`,
            ConditionExpression: of ? `${condition} AND ${isThatConnection}` : condition,
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: attributes({
              ':status': status,
              ...(status !== 'disconnected' && { ':connected': 'connected' }),
              ...(reason && { ':reason': reason }),
              ...(of && { ':realmId': of.realmId, ':connectedAt': of.connectedAt }),
            }),
          }),
        ),
      )
      return done
    },

    async noteExpiries(company: string, accessExpiresAt: string, refreshExpiresAt: string): Promise<void> {
      await db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: writerKey(company),
          UpdateExpression: 'SET accessExpiresAt = :access, refreshExpiresAt = :refresh',
          ExpressionAttributeValues: attributes({ ':access': accessExpiresAt, ':refresh': refreshExpiresAt }),
        }),
      )
    },

    /** Becomes the one who refreshes a company's tokens; false if somebody else is at it. */
    async leaseTokens(company: string, holder: string, now: number, until: number): Promise<boolean> {
      const { done } = await conditional(
        db.send(
          new UpdateItemCommand({
            TableName: table,
            Key: tokensKey(company),
            UpdateExpression: 'SET leaseUntil = :until, holder = :holder',
            ConditionExpression: leaseIsFreeOrOurs,
            ExpressionAttributeValues: attributes({ ':until': until, ':holder': holder, ':now': now }),
          }),
        ),
      )
      return done
    },

    async releaseTokens(company: string, holder: string): Promise<void> {
      await conditional(
        db.send(
          new UpdateItemCommand({
            TableName: table,
            Key: tokensKey(company),
            UpdateExpression: 'REMOVE leaseUntil, holder',
            ConditionExpression: 'holder = :holder',
            ExpressionAttributeValues: attributes({ ':holder': holder }),
          }),
        ),
      )
    },

    /** A warning that was given already on that day is not given again. */
    async warnedOn(company: string, day: string): Promise<boolean> {
      const { Item } = await db.send(new GetItemCommand({ TableName: table, Key: tokensKey(company) }))
      if (Item && plain(Item)['warnedOn'] === day) return true
      await db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: tokensKey(company),
          UpdateExpression: 'SET warnedOn = :day',
          ExpressionAttributeValues: attributes({ ':day': day }),
        }),
      )
      return false
    },
  }
}
