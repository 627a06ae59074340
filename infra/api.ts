import { Duration, Validations } from 'aws-cdk-lib'
import { CfnStage, HttpApi, HttpMethod, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Key } from 'aws-cdk-lib/aws-kms'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { Alarms } from './alarms.ts'
import type { Changes } from './changes.ts'
import type { StackContext } from './context.ts'
import type { Push } from './push.ts'
import { API_SCOPE, type SignIn } from './sign-in.ts'
import type { Storage } from './storage.ts'
import { WorkerFunction } from './worker-function.ts'

type Props = {
  context: StackContext
  key: Key
  storage: Storage
  alarms: Alarms
  push: Push
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
})

/** The HTTP API: who may call what. What is not listed here does not exist. */
export class Api extends Construct {
  readonly function: WorkerFunction
  readonly url: string
  readonly consoleUrl: string
  readonly #api: HttpApi
  readonly #authorizer: IHttpRouteAuthorizer

  constructor(scope: Construct, id: string, { context, key, storage, alarms, push, changes, signIn }: Props) {
    super(scope, id)
    this.#api = new HttpApi(this, 'HttpApi', { createDefaultStage: false })
    const accessLogs = new LogGroup(this, 'AccessLogs', { retention: context.logRetention, encryptionKey: key })
    const stage = this.#api.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 100, burstLimit: 200 },
    })
    if (stage.node.defaultChild instanceof CfnStage) {
      stage.node.defaultChild.accessLogSettings = { destinationArn: accessLogs.logGroupArn, format: accessLogFormat }
    }
    this.url = context.apiUrl ?? this.#api.apiEndpoint
    this.consoleUrl = context.consoleUrl ?? this.url
    this.#authorizer = new HttpJwtAuthorizer('Jwt', signIn.userPool.userPoolProviderUrl, {
      jwtAudience: [signIn.operatorClient.userPoolClientId, signIn.consoleClient.userPoolClientId],
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

    storage.grantCompanies(this.function, 'GetItem', 'Query', 'PutItem', 'UpdateItem')
    storage.grantRecords(this.function, 'GetItem', 'BatchGetItem', 'Query', 'UpdateItem')
    storage.grantAttempts(this.function, 'GetItem', 'Query')
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
    push.grantWake(this.function)
    alarms.whenFailing(this.function, 'api-failing')
  }

  /** A route that anybody may call. */
  open(route: string, fn: Lambda): void {
    const integration = new HttpLambdaIntegration(`${fn.node.path} integration`, fn)
    for (const added of this.#api.addRoutes({ ...parts(route), integration })) {
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
      integration: new HttpLambdaIntegration(`${fn.node.path} integration`, fn),
      authorizer: this.#authorizer,
      authorizationScopes: [API_SCOPE],
    })
  }
}

function parts(route: string): { path: string; methods: HttpMethod[] } {
  const [method = '', path = ''] = route.split(' ')
  const known = Object.values(HttpMethod).find((name) => name === method)
  if (!known) throw new Error(`${route} names no HTTP method`)
  return { path, methods: [known] }
}
