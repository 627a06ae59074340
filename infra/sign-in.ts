import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import type { StackContext } from './context.ts'

const RESOURCE_SERVER = 'cetec-quickbooks'
/** The scope that every call of the API must have. */
export const API_SCOPE = `${RESOURCE_SERVER}/api`

/** Who may come in: people by password and second factor, machines by client credentials. */
export class SignIn extends Construct {
  readonly userPool: UserPool
  /** Creates companies and is admin of all; for the people who run the stack. */
  readonly operatorClient: UserPoolClient
  /** Where tokens are asked for: `/oauth2/authorize`, `/oauth2/token`. */
  readonly url: string
  readonly #server: UserPoolResourceServer
  readonly #api = new ResourceServerScope({ scopeName: 'api', scopeDescription: 'Call the API' })

  constructor(scope: Construct, id: string, { context, keeps }: { context: StackContext; keeps: boolean }) {
    super(scope, id)
    this.userPool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.PLUS,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection: keeps,
      removalPolicy: keeps ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    // Such a domain is taken once in the whole region, not once in an account.
    const domainPrefix = `cetec-quickbooks-${context.stage}-${Aws.ACCOUNT_ID}`
    this.url = this.userPool.addDomain('Domain', { cognitoDomain: { domainPrefix } }).baseUrl()
    new CfnUserPoolGroup(this, 'Operators', { userPoolId: this.userPool.userPoolId, groupName: 'operators' })

    const operator = new ResourceServerScope({
      scopeName: 'operator',
      scopeDescription: 'Run the stack: create companies, be admin of all',
    })
    this.#server = this.userPool.addResourceServer('ResourceServer', {
      identifier: RESOURCE_SERVER,
      scopes: [this.#api, operator],
    })

    this.operatorClient = this.userPool.addClient('OperatorClient', {
      generateSecret: true,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: [OAuthScope.resourceServer(this.#server, this.#api), OAuthScope.resourceServer(this.#server, operator)],
      },
      accessTokenValidity: Duration.hours(1),
    })
  }

  /** The browser: authorization code with PKCE, no secret, and back to the console only. */
  addConsole(consoleUrl: string): UserPoolClient {
    return this.userPool.addClient('ConsoleClient', {
      generateSecret: false,
      authFlows: { userSrp: true },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.resourceServer(this.#server, this.#api)],
        callbackUrls: [consoleUrl],
        logoutUrls: [consoleUrl],
      },
      accessTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(12),
    })
  }
}
