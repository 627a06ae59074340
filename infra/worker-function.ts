import { type Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Key } from 'aws-cdk-lib/aws-kms'
import { Architecture, type RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda'
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { StackContext } from './context.ts'

export type WorkerProps = {
  context: StackContext
  key: Key
  /** The folder under `functions/`. */
  name: string
  timeout: Duration
  memoryMb?: number
  recursiveLoop?: RecursiveLoop
  /** A command that puts more into the folder in which the bundle lies. */
  afterBundling?: (folder: string) => string
}

/** The banner gives bundled CommonJS packages the `require` that an ES module lacks. */
const banner = "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);"

/** The one way in which functions are made: current runtime, arm64, a small bundle, a role of its own, kept logs. */
export class WorkerFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: WorkerProps) {
    const { context, key, name, timeout, memoryMb = 512, recursiveLoop, afterBundling } = props
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: context.logRetention,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // Not the managed policy of Lambda: it allows to write every log there is.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    )
    super(scope, id, {
      entry: `functions/${name}/handler.ts`,
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout,
      role,
      logGroup,
      // Names and addresses only. What is secret is read from Secrets Manager, so Lambda's own key will do here.
      environment: { [env.stage]: context.stage },
      ...(recursiveLoop && { recursiveLoop }),
      awsSdkConnectionReuse: false,
      depsLockFilePath: 'package-lock.json',
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        minify: true,
        mainFields: ['module', 'main'],
        externalModules: [],
        banner,
        ...(afterBundling && {
          commandHooks: {
            beforeInstall: () => [],
            beforeBundling: () => [],
            afterBundling: (_: string, folder: string) => [afterBundling(folder)],
          },
        }),
      },
    })
  }
}
