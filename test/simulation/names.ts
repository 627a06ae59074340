import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'

/** By which words an update says what it is for. The first that matches counts. */
const updates: readonly (readonly [table: string, words: RegExp, name: string])[] = [
  ['records', /^attribute_not_exists\(version\)/, 'save'],
  ['records', /^attribute_exists\(sk\)/, 'note what was learned'],
  ['records', /^#open = :wasOpen$/, 'release'],
  ['companies', /SET leaseUntil = :until, openAttempts/, 'acquire'],
  ['companies', /SET leaseUntil = :until, holder/, 'lease tokens'],
  ['companies', /SET leaseUntil/, 'extend'],
  ['companies', /REMOVE leaseUntil, holder/, 'release tokens'],
  ['companies', /REMOVE leaseUntil/, 'step back'],
  ['companies', /SET openAttempts\.#attempt = :lookAt, calls/, 'open'],
  ['companies', /SET openAttempts/, 'postpone'],
  ['companies', /REMOVE openAttempts/, 'close'],
  ['companies', /SET pausedUntil/, 'pause'],
  ['companies', /ADD wakes/, 'ask'],
  ['companies', /SET wakes/, 'clear wakes'],
  ['companies', /SET #status = :status, #realmId/, 'bind'],
  ['companies', /SET #status/, 'end connection'],
  ['companies', /SET settings/, 'save settings'],
  ['companies', /SET accessExpiresAt/, 'note expiries'],
  ['companies', /SET warnedOn/, 'note warning'],
  ['attempts', /SET answer/, 'keep answer'],
]

const known = new Map<string, string>()

/** What an await on the store is about, in a word or two: the same in each run, and the same for the same code. */
export function nameOf(command: object): string {
  if (command instanceof UpdateItemCommand) {
    const { TableName: table = '', ConditionExpression = '', UpdateExpression = '' } = command.input
    const words = `${ConditionExpression}\n${UpdateExpression}`
    let name = known.get(words)
    if (name === undefined) {
      const found = updates.find(
        ([of, pattern]) => of === table && (pattern.test(ConditionExpression) || pattern.test(UpdateExpression)),
      )
      const isSettling = table === 'records' && /#link\b/.test(UpdateExpression)
      name = `${table}: ${found?.[2] ?? (isSettling ? 'settle' : table === 'records' ? 'move' : UpdateExpression.slice(0, 30))}`
      known.set(words, name)
    }
    return name
  }
  if (command instanceof GetItemCommand) return `${command.input.TableName}: get ${sortOf(command.input.Key)}`
  if (command instanceof PutItemCommand) return `${command.input.TableName}: put ${sortOf(command.input.Item)}`
  if (command instanceof DeleteItemCommand) return `${command.input.TableName}: delete`
  if (command instanceof QueryCommand) {
    const { TableName, IndexName } = command.input
    return `${TableName}: query${IndexName ? ` ${IndexName}` : ''}`
  }
  if (command instanceof BatchGetItemCommand) {
    const [[table, request] = ['', undefined]] = Object.entries(command.input.RequestItems ?? {})
    return `${table}: get ${request?.ProjectionExpression ? 'standings' : 'all'}`
  }
  if (command instanceof BatchWriteItemCommand) {
    return `${Object.keys(command.input.RequestItems ?? {}).join(', ')}: write many`
  }
  return command.constructor.name
}

/** The kind of row in a table of many: companies, writers, settings, tokens, claims. */
function sortOf(key: Record<string, { S?: string | undefined }> | undefined): string {
  const [partition = '', sort = ''] = [key?.['pk']?.S, key?.['sk']?.S]
  if (partition === 'companies') return 'company'
  return /^(writer|settings|tokens|claim|connect|member)/.exec(sort)?.[0] ?? 'row'
}
