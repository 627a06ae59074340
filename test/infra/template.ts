import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { readContext } from '../../infra/context.ts'
import { CetecQuickBooksStack } from '../../infra/stack.ts'

/** The stack as it would be deployed with these context values; functions are not bundled, which the template does not need. */
export function productionStack(context: Record<string, string> = {}): CetecQuickBooksStack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } })
  return new CetecQuickBooksStack(
    app,
    'Test',
    readContext((name) => context[name]),
  )
}

export type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string }

/** The resources of a type in a stack's template, by logical id. */
export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.findResources(type)) as [string, Resource][]
}

export const templateOf = (stack: CetecQuickBooksStack): Template => Template.fromStack(stack)
