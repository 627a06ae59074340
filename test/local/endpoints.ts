import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'

/** Where a running stack says how to reach it. */
const ENDPOINTS_FILE = join(import.meta.dirname, '../../.local/endpoints.json')

const Endpoints = z.object({
  api: z.string(),
  console: z.string(),
  intuit: z.string(),
  oidc: z.object({ issuer: z.string(), tokenUrl: z.string(), clientId: z.string(), clientSecret: z.string() }),
  aws: z.object({
    dynamodb: z.string(),
    sqs: z.string(),
    secretsmanager: z.string(),
    region: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
  /** By name: `changes`, `changesDeadLetters`, `wakes` … as the template's outputs have them. */
  queues: z.record(z.string(), z.string()),
  /** By name: `companies`, `records`, `refusedEvents` … */
  tables: z.record(z.string(), z.string()),
})

/** All that another program needs to work with the running stack. */
export type Endpoints = z.output<typeof Endpoints>

export async function writeEndpoints(endpoints: Endpoints, file = ENDPOINTS_FILE): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(endpoints, null, 2)}\n`)
}

/** What the running stack wrote, or undefined when none runs. */
export async function readEndpoints(file = ENDPOINTS_FILE): Promise<Endpoints | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : z.parse(Endpoints, JSON.parse(text))
}

export async function removeEndpoints(file = ENDPOINTS_FILE): Promise<void> {
  await rm(file, { force: true })
}

/** `ChangesDeadLettersQueueUrl` is the queue `changesDeadLetters`: the outputs that end so, by the names others use. */
export function outputsEnding(ending: string, outputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => name.endsWith(ending))
      .map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1, -ending.length), value]),
  )
}
