import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { env } from '../../shared/env.ts'
import { startDynamodb, tablesIn } from './dynamodb.ts'
import { type Endpoints, outputsEnding } from './endpoints.ts'
import { mappingsIn, startEventSourceMappings } from './event-source-mappings.ts'
import { startHttpApi } from './http-api.ts'
import { httpApiIn } from './http-routes.ts'
import { functionsIn, startLambda } from './lambda.ts'
import { listen } from './loopback.ts'
import { startOpenidProvider } from './openid-provider.ts'
import { clientsIn, createQueues, createSecrets, LOCAL_CLIENT } from './resources.ts'
import { schedulesIn, startSchedules } from './schedules.ts'
import { startSecretsManager } from './secrets-manager.ts'
import { startSnapshots } from './snapshots.ts'
import { startSqs } from './sqs.ts'
import { loadTemplate } from './template.ts'

const REGION = 'us-east-1'
const ACCOUNT = '000000000000'
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

export type StackOptions = {
  /** The folder of the synthesized app; see `synthesize`. */
  assembly: string
  /** The address of an Intuit-like server; see `startIntuit` for the simulated one. */
  intuit: string
  intuitClient?: { id: string; secret: string }
  /** Where the API answers. By default at any free port. */
  port?: number
  /** A folder that keeps what the stack holds from one start to the next. By default all is forgotten. */
  data?: string
  /** By function: environment variables that win over the template's, such as `{ push: { LEASE_SECONDS: '2' } }`. */
  env?: Record<string, Record<string, string>>
  /** By function: every so many seconds instead of the template's schedule. Infinity leaves it to `fire`. */
  scheduleEvery?: Record<string, number>
  /** By queue, named as in the endpoints: how long a received message hides, instead of the template's time. */
  visibilitySeconds?: Record<string, number>
  /** Gets each line that a function prints, with the function's name before it. */
  log?: (line: string) => void
}

export type Stack = Awaited<ReturnType<typeof startStack>>

/** Runs the synthesized app on this machine, whole. What was started is stopped again when a later part cannot start. */
export async function startStack(options: StackOptions) {
  const started: (() => unknown)[] = []
  const stop = async () => {
    for (const stopOne of started.splice(0).reverse()) await stopOne()
  }
  try {
    return { ...(await boot(options, (stopOne) => started.push(stopOne))), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function boot(options: StackOptions, onStop: (stop: () => unknown) => void) {
  const { assembly, intuit, intuitClient = { id: 'local-client', secret: 'local-secret' }, log = () => {} } = options
  const aws = { region: REGION, accountId: ACCOUNT }
  const template = loadTemplate(assembly, aws)

  // 1. The API's door, so that a taken port is known before anything else runs, and its address to whoever mentions it.
  const door = await listen(options.port)
  onStop(door.stop)
  for (const { id } of template.resources('AWS::ApiGatewayV2::Api')) {
    template.define(id, { ref: id, attributes: { ApiEndpoint: door.url, ApiId: id } })
    template.redirect(`https://${id}.execute-api.${REGION}.amazonaws.com`, door.url)
  }

  // 2. What keeps state, and what was in it the last time.
  if (options.data) await mkdir(options.data, { recursive: true })
  const file = options.data ? join(options.data, 'dynamodb.sqlite') : undefined
  const [dynamodb, sqs, secrets] = await Promise.all([
    startDynamodb({ region: REGION, credentials: { ...CREDENTIALS }, file, log }).then(stoppable),
    startSqs(aws).then(stoppable),
    startSecretsManager(aws).then(stoppable),
  ])
  const queues = createQueues(template, sqs)
  if (options.data) onStop((await startSnapshots({ folder: options.data, parts: { queues: sqs, secrets } })).stop)
  createSecrets(template, secrets)
  const tables = tablesIn(template)
  for (const { id, TableName } of tables) template.define(id, { ref: TableName, attributes: { TableName } })
  await Promise.all(tables.map(({ id: _, ...table }) => dynamodb.createTable(table)))

  // 3. Who is who.
  const oidc = stoppable(await startOpenidProvider({ clients: clientsIn(template, door.url) }))
  for (const { id } of template.resources('AWS::Cognito::UserPool')) {
    const poolId = `${REGION}_${id}`
    const inAws = `https://cognito-idp.${REGION}.amazonaws.com/${poolId}`
    template.define(id, { ref: poolId, attributes: { ProviderURL: oidc.issuer, Arn: template.arnOf(id) } })
    template.redirect(inAws, oidc.issuer)
  }

  // 4. The functions. Nothing calls them yet.
  const definitions = functionsIn(template, {
    ...aws,
    shared: () => ({
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      NODE_COMPILE_CACHE: join(assembly, 'compile-cache'),
    }),
    replaced: () => ({ [env.apiUrl]: door.url, [env.consoleUrl]: consoleUrl() }),
    overrides: options.env ?? {},
  })
  for (const { id, arn } of definitions)
    template.define(id, { ref: arn.split(':').at(-1) ?? '', attributes: { Arn: arn } })
  // A mapping may name a function by its name, everything else names it by its ARN.
  const functionNames = new Map(
    definitions.flatMap(
      ({ name, arn }) =>
        [
          [arn, name],
          [arn.split(':').at(-1) ?? '', name],
        ] as const,
    ),
  )
  const lambda = stoppable(startLambda({ definitions, log }))

  // 5. The app's own settings.
  const outputs = template.outputs()
  const consoleUrl = () => outputs['ConsoleUrl'] ?? door.url
  const queueUrls = outputsEnding('QueueUrl', outputs)
  const appSecret = outputs['IntuitAppSecretName']
  if (appSecret !== undefined) secrets.seed(appSecret, JSON.stringify(intuitApp(intuit, intuitClient)))
  for (const [name, seconds] of Object.entries(options.visibilitySeconds ?? {})) {
    queues.at(queueUrls[name] ?? name).settings.visibilitySeconds = seconds
  }

  // 6. What calls the functions: requests, messages, the clock.
  startHttpApi({ door, lambda, ...httpApiIn(template, functionNames) })
  const mappings = mappingsIn(template, functionNames)
  const polling = startEventSourceMappings({ mappings, queue: queues.at, lambda, region: REGION, log })
  const schedules = schedulesIn(template, functionNames, aws)
  const clock = stoppable(startSchedules({ schedules, lambda, every: options.scheduleEvery ?? {} }))
  onStop(async () => {
    // A run may last minutes. The app must survive its end at any point, so nobody waits for it.
    const polled = polling.stop()
    await lambda.stop()
    await polled
  })

  const endpoints: Endpoints = {
    api: door.url,
    console: consoleUrl(),
    intuit,
    oidc: {
      issuer: oidc.issuer,
      tokenUrl: oidc.tokenUrl,
      clientId: LOCAL_CLIENT.id,
      clientSecret: LOCAL_CLIENT.secret,
    },
    aws: { dynamodb: dynamodb.url, sqs: sqs.url, secretsmanager: secrets.url, region: REGION, ...CREDENTIALS },
    queues: queueUrls,
    tables: outputsEnding('Table', outputs),
  }
  return {
    endpoints,
    outputs,
    functions: lambda.names,
    /** What each function has done with AWS so far; the names are the template's. */
    calls: lambda.calls,
    /** Calls the function as if its schedule were due, and waits for its end. */
    fire: clock.fire,
    /** Kills the function's processes as they stand and says how many there were. */
    kill: lambda.kill,
    /** Calls a function with an event of one's own. */
    invoke: lambda.invoke,
    /** How many messages of the queue, named as in the endpoints, are visible, in flight and delayed. */
    counts: (queue: string) => queues.at(queueUrls[queue] ?? queue).counts(),
    /** Deletes what has expired, without the minute's wait. */
    sweepExpired: dynamodb.sweepExpired,
  }

  function stoppable<Service extends { stop: () => unknown }>(service: Service): Service {
    onStop(service.stop)
    return service
  }
}

function intuitApp(baseUrl: string, { id: clientId, secret: clientSecret }: { id: string; secret: string }) {
  return {
    clientId,
    clientSecret,
    environment: 'sandbox',
    baseUrl,
    authorizeUrl: `${baseUrl}/connect/oauth2`,
    tokenUrl: `${baseUrl}/oauth2/v1/tokens/bearer`,
    revokeUrl: `${baseUrl}/v2/oauth2/tokens/revoke`,
  }
}
