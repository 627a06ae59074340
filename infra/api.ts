import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { Alarms } from './alarms.ts'
import type { Changes } from './changes.ts'
import type { StackContext } from './context.ts'
import type { Encryption } from './encryption.ts'
import type { Pull } from './pull.ts'
import type { Push } from './push.ts'
import { API_SCOPE, type SignIn } from './sign-in.ts'
import type { Storage } from './storage.ts'
import { WorkerFunction } from './worker-function.ts'

type Props = {
  context: StackContext
  key: Encryption
  storage: Storage
  alarms: Alarms
  push: Push
  pull: Pull
  changes: Changes
  signIn: SignIn
}

/** No query string: the OAuth callback's holds a code. */
const accessLogFormat = JSON.stringify({
  requestId: '$context.requestId',
  sub: '$context.authorizer.claims.sub',
  route: '$context.routeKey',
  status: '$context.status',
  ms: '$context.responseLatency',
  refused: '$context.authorizer.error',
})

/** The HTTP API: who may call what. What is not listed here does not exist. */
export class Api extends Construct {
  readonly function: WorkerFunction
  readonly url: string
  readonly consoleUrl: string
  readonly consoleClient: UserPoolClient
  readonly #api: HttpApi
  readonly #authorizer: IHttpRouteAuthorizer
  readonly #integrations = new Map<Lambda, HttpLambdaIntegration>()

  constructor(scope: Construct, id: string, { context, key, storage, alarms, push, pull, changes, signIn }: Props) {
    super(scope, id)
    this.#api = new HttpApi(this, 'HttpApi', { createDefaultStage: false })
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: context.logRetention,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(accessLogFormat),
      },
    })
    this.url = context.apiUrl ?? this.#api.apiEndpoint
    this.consoleUrl = this.url
    this.consoleClient = signIn.addConsole(this.consoleUrl)
    this.#authorizer = new HttpJwtAuthorizer('Jwt', signIn.userPool.userPoolProviderUrl, {
      jwtAudience: [signIn.operatorClient.userPoolClientId, this.consoleClient.userPoolClientId],
    })

    this.function = new WorkerFunction(this, 'Function', {
      context,
      key,
      name: 'api',
      timeout: Duration.seconds(29),
      memoryMb: 1024,
    })
    this.function.addEnvironment(env.apiUrl, this.url)
    this.open('GET /health', this.function)
    this.open('GET /openapi.json', this.function)
    this.open('GET /schemas/{kind}', this.function)
    this.signedIn('ANY /companies', this.function)
    this.signedIn('ANY /companies/{proxy+}', this.function)
    this.signedIn('GET /refused-events', this.function)

    storage.grantCompanies(this.function, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem')
    storage.grantRecords(this.function, 'BatchGetItem', 'Query', 'UpdateItem')
    storage.grantAttempts(this.function, 'GetItem', 'BatchGetItem', 'Query')
    storage.grantCatalog(this.function, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem')
    storage.grantSearch(this.function, 'Query')
    storage.grantActivity(this.function, 'PutItem', 'Query')
    storage.grantRefusedEvents(
      this.function,
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'DeleteItem',
      'BatchWriteItem',
    )
    changes.grantSend(this.function)
    changes.grantSee(this.function)
    this.function.addEnvironment(env.meteredReadsAMonth, String(context.meteredReadsAMonth))
    push.grantWake(this.function)
    pull.grantAsk(this.function)
    alarms.whenFailing('api-failing', this.function)
    alarms.whenAnsweringErrors('api-answers-errors', this.#api)
  }

  /** A route that anybody may call. */
  open(route: string, fn: Lambda): void {
    for (const added of this.#api.addRoutes({ ...parts(route), integration: this.#integration(fn) })) {
      Validations.of(added).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Anybody may call it: it tells nothing of a company, or, for the callback, Intuit sends a browser there and the state is the proof.',
      })
    }
  }

  /** A route for whoever is signed in with a token for this API. */
  signedIn(route: string, fn: Lambda): void {
    this.#api.addRoutes({
      ...parts(route),
      integration: this.#integration(fn),
      authorizer: this.#authorizer,
      authorizationScopes: [API_SCOPE],
    })
  }

  /** One for each function, however many routes lead to it. */
  #integration(fn: Lambda): HttpLambdaIntegration {
    const known = this.#integrations.get(fn)
    if (known) return known
    const integration = new HttpLambdaIntegration(`Integration${this.#integrations.size}`, fn)
    this.#integrations.set(fn, integration)
    return integration
  }
}

function parts(route: string): { path: string; methods: HttpMethod[] } {
  const [method = '', path = ''] = route.split(' ')
  const known = Object.values(HttpMethod).find((name) => name === method)
  if (!known) throw new Error(`${route} names no HTTP method`)
  return { path, methods: [known] }
}
