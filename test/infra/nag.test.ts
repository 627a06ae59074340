import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { afterAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { readContext } from '../../infra/context.ts'
import { CetecQuickBooksStack } from '../../infra/stack.ts'

const Report = z.object({
  pluginReports: z.array(
    z.object({
      conclusion: z.string(),
      violations: z.array(
        z.object({ ruleName: z.string(), violatingConstructs: z.array(z.object({ constructPath: z.string() })) }),
      ),
    }),
  ),
})

/** The first synthesis loads the rules, which takes a busy machine longer than vitest allows a test. */
const FIRST_SYNTH_MS = 60_000

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** What the rules of AWS Solutions find in the stack, after something was done to it. */
function findings(change: (stack: CetecQuickBooksStack) => void = () => undefined) {
  const outdir = mkdtempSync(join(tmpdir(), 'nag-'))
  folders.push(outdir)
  const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } })
  change(
    new CetecQuickBooksStack(
      app,
      'Test',
      readContext(() => undefined),
    ),
  )
  Validations.of(app).addPlugins(new AwsSolutionsChecks())
  let failure = ''
  try {
    app.synth()
  } catch (error) {
    failure = String(error)
  }
  const report = z.parse(Report, JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')))
  return {
    failure,
    rules: report.pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName)),
  }
}

it('leaves none of the AWS Solutions rules broken without a stated reason', { timeout: FIRST_SYNTH_MS }, () => {
  expect(findings()).toEqual({ failure: '', rules: [] })
})

it('would notice a rule that is broken', async () => {
  const { Queue } = await import('aws-cdk-lib/aws-sqs')
  const { failure, rules } = findings((stack) => new Queue(stack, 'Careless'))

  expect(failure).not.toBe('')
  expect(rules).toContain('AwsSolutions-SQS3')
})

it('gives no reason for what no rule finds', () => {
  const acknowledged = new Set<string>()
  const { rules } = findings((stack) => {
    for (const { node } of stack.node.findAll()) {
      for (const { type, data } of node.metadata) {
        if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue
        for (const id of Object.keys(data)) {
          acknowledged.add(id.replace(/^annotation::/i, ''))
          delete data[id]
        }
      }
    }
  })

  expect(acknowledged.size).toBeGreaterThan(0)
  expect(rules.sort()).toEqual([...acknowledged].sort())
})
