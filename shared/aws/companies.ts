import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { defaultSettings, Settings } from '../sync/settings.ts'
import { attributes, conditional, plain, queryAll } from './table.ts'

/** One whose name cannot be read is called by its slug: no company is left out for that. */
const CompanyRow = z.object({
  sk: z.string(),
  name: z.catch(z.string(), ''),
  createdAt: z.catch(z.string(), new Date(0).toISOString()),
})
export type Company = { company: string; name: string; createdAt: string }

const SettingsRow = z.object({
  settings: z._default(z.string(), '{}'),
  revision: z._default(z.number(), 0),
  unties: z._default(z.number(), 0),
  booksTimeZone: z._default(z.nullable(z.string()), null),
})
export type StoredSettings = {
  /** What holds: its days are those of the zone that it has chosen, or of its books. */
  settings: Settings
  /** What it has chosen. */
  chosen: Settings
  revision: number
  /** How often a record has been untied: when it rises, links that were read before may be wrong. */
  unties: number
}

export type CompanyStore = ReturnType<typeof companyStore>

const isNew = 'attribute_not_exists(pk)'
const sameRevision = 'revision = :was OR (attribute_not_exists(revision) AND :was = :none)'

/** The companies there are, and what each has chosen. */
export function companyStore(db: DynamoDBClient, table: string) {
  const settingsKey = (company: string) => attributes({ pk: `company/${company}`, sk: 'settings' })

  const store = {
    /** Creates a company; false if there is one of that name already. */
    async create({ company, name, createdAt }: Company): Promise<boolean> {
      const { done } = await conditional(
        db.send(
          new PutItemCommand({
            TableName: table,
            Item: attributes({ pk: 'companies', sk: company, name, createdAt }),
            ConditionExpression: isNew,
          }),
        ),
      )
      return done
    },

    async rename(company: string, name: string): Promise<void> {
      await db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: attributes({ pk: 'companies', sk: company }),
          UpdateExpression: 'SET #name = :name',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#name': 'name' },
          ExpressionAttributeValues: attributes({ ':name': name }),
        }),
      )
    },

    async get(company: string): Promise<Company | undefined> {
      const { Item } = await db.send(
        new GetItemCommand({
          TableName: table,
          Key: attributes({ pk: 'companies', sk: company }),
          ConsistentRead: true,
        }),
      )
      return Item && readCompany(plain(Item))
    },

    async list(): Promise<Company[]> {
      const companies: Company[] = []
      for await (const item of queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'pk = :companies',
        ExpressionAttributeValues: attributes({ ':companies': 'companies' }),
      })) {
        companies.push(readCompany(item))
      }
      return companies
    },

    /** A company's settings; the defaults for what it has not chosen. */
    async settings(company: string): Promise<StoredSettings> {
      const { Item } = await db.send(
        new GetItemCommand({ TableName: table, Key: settingsKey(company), ConsistentRead: true }),
      )
      const { settings, booksTimeZone, ...row } = z.parse(SettingsRow, Item ? plain(Item) : {})
      const chosen = z.parse(Settings, { ...defaultSettings, ...JSON.parse(settings) })
      return { settings: { ...chosen, timeZone: chosen.timeZone ?? booksTimeZone }, chosen, ...row }
    },

    /** Stores settings; false if somebody else has changed them since that revision was read. */
    async saveSettings(company: string, settings: Settings, was: number): Promise<boolean> {
      const { done } = await conditional(
        db.send(
          new UpdateItemCommand({
            TableName: table,
            Key: settingsKey(company),
            UpdateExpression: 'SET settings = :settings, revision = :next',
            ConditionExpression: sameRevision,
            ExpressionAttributeValues: attributes({
              ':settings': JSON.stringify(settings),
              ':next': was + 1,
              ':was': was,
              ':none': 0,
            }),
          }),
        ),
      )
      return done
    },

    /** Says that a record has been untied. It stands beside the settings, which are read before every plan in any case. */
    async noteUntied(company: string): Promise<void> {
      await db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: settingsKey(company),
          UpdateExpression: 'ADD unties :one',
          ExpressionAttributeValues: attributes({ ':one': 1 }),
        }),
      )
    },

    /** Keeps the zone of a company's books beside what it has chosen. */
    async noteTimeZone(company: string, booksTimeZone: string): Promise<void> {
      await db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: settingsKey(company),
          UpdateExpression: 'SET booksTimeZone = :zone',
          ExpressionAttributeValues: attributes({ ':zone': booksTimeZone }),
        }),
      )
    },

    /** Stores the moment of the first successful push as the go-live date, unless there is one already. */
    async goLive(company: string, at: string): Promise<void> {
      for (;;) {
        const { chosen, revision } = await store.settings(company)
        if (chosen.goLiveAt !== null) return
        if (await store.saveSettings(company, { ...chosen, goLiveAt: at }, revision)) return
      }
    },
  }
  return store
}

function readCompany(item: unknown): Company {
  const { sk, name, createdAt } = z.parse(CompanyRow, item)
  return { company: sk, name: name || sk, createdAt }
}
