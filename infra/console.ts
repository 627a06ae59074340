import { join } from 'node:path'
import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { Api } from './api.ts'
import type { StackContext } from './context.ts'
import type { Encryption } from './encryption.ts'
import type { SignIn } from './sign-in.ts'
import { WorkerFunction } from './worker-function.ts'

type Props = { context: StackContext; key: Encryption; api: Api; signIn: SignIn }

/** The web page: one function that serves it. It may read nothing and call nobody; the page calls the API as its user. */
export class Console extends Construct {
  constructor(scope: Construct, id: string, { context, key, api, signIn }: Props) {
    super(scope, id)
    const page = new WorkerFunction(this, 'Function', {
      context,
      key,
      name: 'console',
      timeout: Duration.seconds(10),
      afterBundling: (folder) => `"${process.execPath}" functions/console/build-page.ts "${join(folder, 'page')}"`,
    })
    page.addEnvironment(env.signInIssuer, signIn.userPool.userPoolProviderUrl)
    page.addEnvironment(env.signInUrl, signIn.url)
    page.addEnvironment(env.consoleClientId, api.consoleClient.userPoolClientId)
    page.addEnvironment(env.consoleUrl, api.consoleUrl)
    api.open('GET /', page)
    api.open('GET /console/{proxy+}', page)
  }
}
