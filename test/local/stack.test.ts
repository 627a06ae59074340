import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { apiClient } from './api-client.ts'
import { startFixture } from './fixture/stack.ts'
import { until } from './until.ts'

let stack: Awaited<ReturnType<typeof startFixture>>
beforeAll(async () => {
  stack = await startFixture({ visibilitySeconds: { changes: 1 }, env: { sweep: { SET_BY_TEST: 'yes' } } })
})
afterAll(() => stack?.stop())

const aws = () => ({
  region: stack.endpoints.aws.region,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
const send = (...bodies: string[]) =>
  new SQSClient({ ...aws(), endpoint: stack.endpoints.aws.sqs }).send(
    new SendMessageBatchCommand({
      QueueUrl: stack.endpoints.queues['changes'],
      Entries: bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody })),
    }),
  )
const seenOf = async (...bodies: string[]) =>
  (await stack.seen()).filter((line) => bodies.some((body) => line.startsWith(`${body} `))).sort()

describe('messages and functions', () => {
  it('brings back what a function reports as failed, and deletes the rest of the batch', async () => {
    await send('good-1', 'fail-once', 'good-2')
    await until(
      () => seenOf('fail-once'),
      (seen) => seen.length === 2,
    )
    expect(await seenOf('good-1', 'good-2', 'fail-once')).toEqual([
      'fail-once 1',
      'fail-once 2',
      'good-1 1',
      'good-2 1',
    ])
  })

  it('moves a message to the dead letters when it was received too often', async () => {
    await send('fail-for-ever')
    const dead = await until(
      async () => {
        const sqs = new SQSClient({ ...aws(), endpoint: stack.endpoints.aws.sqs })
        const QueueUrl = stack.endpoints.queues['changesDeadLetters']
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MessageSystemAttributeNames: ['All'],
            MaxNumberOfMessages: 10,
            VisibilityTimeout: 0,
          }),
        )
        return Messages.find(({ Body }) => Body === 'fail-for-ever')
      },
      (found) => found !== undefined,
    )
    expect(dead?.Attributes?.['DeadLetterQueueSourceArn']).toContain(':Fixture-Changes')
    expect(await seenOf('fail-for-ever')).toEqual(['fail-for-ever 1', 'fail-for-ever 2'])
  })

  it('brings back all of a batch whose process died', async () => {
    await send('before-crash', 'crash')
    const seen = await until(
      () => seenOf('before-crash'),
      (lines) => lines.length === 2,
    )
    expect(seen).toEqual(['before-crash 1', 'before-crash 2'])
  })

  it('kills the processes of a function on demand, and what they were doing comes back', async () => {
    await send('hang')
    await until(
      () => seenOf('hang'),
      (lines) => lines.length === 1,
    )
    expect(stack.kill('ingest')).toBeGreaterThan(0)
    const seen = await until(
      () => seenOf('hang'),
      (lines) => lines.length === 2,
    )
    stack.kill('ingest')
    expect(seen).toEqual(['hang 1', 'hang 2'])
  })

  it('kills a function that takes longer than its timeout', async () => {
    expect(await stack.invoke('slow', {})).toEqual({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 1.00 seconds',
    })
  })

  it('tells a function how much time it has left, and keeps its process for the next run', async () => {
    const quick = { queryStringParameters: { quick: 'yes' } }
    const Answer = z.object({ ok: z.literal(true), payload: z.object({ remaining: z.number(), pid: z.number() }) })
    const first = z.parse(Answer, await stack.invoke('slow', quick)).payload
    const second = z.parse(Answer, await stack.invoke('slow', quick)).payload
    expect(first.remaining).toBeGreaterThan(0)
    expect(first.remaining).toBeLessThanOrEqual(1_000)
    expect(second.pid).toBe(first.pid)
  })

  it("gives a function the template's environment, the test's own, and nothing of this process", async () => {
    const { payload } = z.parse(
      z.object({ payload: z.object({ environment: z.record(z.string(), z.string()) }) }),
      await stack.fire('sweep'),
    )
    expect(payload.environment).toMatchObject({
      TABLE: stack.endpoints.tables['things'],
      QUEUE_URL: stack.endpoints.queues['changes'],
      SET_BY_TEST: 'yes',
    })
    expect(payload.environment['VITEST']).toBeUndefined()
  })
})

describe('the HTTP API', () => {
  const call = (method: string, path: string, body?: unknown) => apiClient(stack.endpoints)(method, path, body)

  it('answers 401 without a token, and with one that somebody tampered with', async () => {
    const headers = { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }
    expect((await fetch(`${stack.endpoints.api}/things`)).status).toBe(401)
    expect((await fetch(`${stack.endpoints.api}/things`, { headers })).status).toBe(401)
  })

  it('answers 403 to a token without the scope, and lets the right one in', async () => {
    expect((await call('GET', '/forbidden')).status).toBe(403)
    const { status, body } = await call('GET', '/things')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      routeKey: 'ANY /things',
      requestContext: { authorizer: { jwt: { claims: { client_id: 'local', token_use: 'access' } } } },
    })
  })

  it('chooses the most specific route and hands over what the path says', async () => {
    expect((await call('POST', '/things/a%20b/act')).body).toMatchObject({
      routeKey: 'POST /things/{thing}/act',
      pathParameters: { thing: 'a b' },
    })
    expect((await call('GET', '/things/a/act')).body).toMatchObject({ pathParameters: { proxy: 'a/act' } })
    expect((await call('GET', '/nowhere')).status).toBe(404)
  })

  it('passes cookies both ways, and bodies that are not text in base64', async () => {
    const answer = await fetch(`${stack.endpoints.api}/open?cookie=1`, { headers: { cookie: 'x=1; y=2' } })
    expect(answer.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
    expect(await answer.json()).toMatchObject({ cookies: ['x=1', 'y=2'] })
    expect((await call('POST', '/things', { a: 1 })).body).toMatchObject({ body: '{"a":1}', isBase64Encoded: false })
  })

  it('answers 500 when the function throws and 400 to a path that nobody can read', async () => {
    expect((await fetch(`${stack.endpoints.api}/open?throws=1`)).status).toBe(500)
    expect((await fetch(`${stack.endpoints.api}/%zz`)).status).toBe(400)
  })
})

describe('tables and secrets', () => {
  it('keeps the local index in step with the table, and a condition between two writers', async () => {
    const db = new DynamoDBClient({ ...aws(), endpoint: stack.endpoints.aws.dynamodb })
    const TableName = stack.endpoints.tables['things']
    const Item = { pk: { S: 'acme' }, sk: { S: 'part/1' }, open: { S: '1' }, entity: { S: 'Item/7' }, body: { S: '…' } }
    const put = new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' })
    await db.send(put)
    await expect(db.send(put)).rejects.toThrow(ConditionalCheckFailedException)
    const { Items } = await db.send(
      new QueryCommand({
        TableName,
        IndexName: 'open',
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'acme' } },
      }),
    )
    const { body: _, ...projected } = Item
    expect(Items).toEqual([projected])
  })

  it('deletes what has expired', async () => {
    const db = new DynamoDBClient({ ...aws(), endpoint: stack.endpoints.aws.dynamodb })
    const TableName = stack.endpoints.tables['things']
    const expiring = (sk: string, seconds: number) => ({
      pk: { S: 'expiry' },
      sk: { S: sk },
      expiresAt: { N: String(Math.floor(Date.now() / 1_000) + seconds) },
    })
    for (const Item of [expiring('past', -5), expiring('future', 60)])
      await db.send(new PutItemCommand({ TableName, Item }))
    await stack.sweepExpired()
    const { Items } = await db.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'expiry' } },
      }),
    )
    expect(Items?.map(({ sk }) => sk?.S)).toEqual(['future'])
  })

  it("puts the Intuit app's addresses into its secret", async () => {
    const secrets = new SecretsManagerClient({ ...aws(), endpoint: stack.endpoints.aws.secretsmanager })
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'fixture/intuit-app' }))
    expect(JSON.parse(SecretString ?? '')).toMatchObject({
      clientId: 'local-client',
      tokenUrl: 'http://127.0.0.1:9/oauth2/v1/tokens/bearer',
    })
  })
})
