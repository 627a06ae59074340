import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
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
  /** The browser: authorization code with PKCE, no secret. */
  readonly consoleClient: UserPoolClient

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
    this.userPool.addDomain('Domain', { cognitoDomain: { domainPrefix: `cetec-quickbooks-${context.stage}` } })
    new CfnUserPoolGroup(this, 'Operators', { userPoolId: this.userPool.userPoolId, groupName: 'operators' })

    const api = new ResourceServerScope({ scopeName: 'api', scopeDescription: 'Call the API' })
    const operator = new ResourceServerScope({
      scopeName: 'operator',
      scopeDescription: 'Run the stack: create companies, be admin of all',
    })
    const server = this.userPool.addResourceServer('ResourceServer', {
      identifier: RESOURCE_SERVER,
      scopes: [api, operator],
    })

    this.operatorClient = this.userPool.addClient('OperatorClient', {
      generateSecret: true,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: [OAuthScope.resourceServer(server, api), OAuthScope.resourceServer(server, operator)],
      },
      accessTokenValidity: Duration.hours(1),
    })
    this.consoleClient = this.userPool.addClient('ConsoleClient', {
      generateSecret: false,
      authFlows: { userSrp: true },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.resourceServer(server, api)],
        callbackUrls: [context.consoleUrl ?? 'http://localhost:4000'],
      },
      accessTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(12),
    })
  }
}
