import { App } from 'aws-cdk-lib'
import { readContext } from './context.ts'
import { CetecQuickBooksStack } from './stack.ts'

const app = new App()
const context = readContext((name) => app.node.tryGetContext(name))
new CetecQuickBooksStack(app, `CetecQuickBooks-${context.stage}`, context)
