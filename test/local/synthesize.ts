import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { CannotStart } from './cannot-start.ts'

const ROOT = join(import.meta.dirname, '../..')
const HASH_LENGTH = 16
/** By then no stack runs it any more. */
const KEPT_FOR_MS = 7 * 24 * 3_600_000
/** The CDK's command line asks for the asset metadata too: by it we find a function's bundle. */
const CONTEXT = { stage: 'local', 'aws:cdk:enable-asset-metadata': true }

/** A CDK app, what it is made of, and where its synthesized form is kept. All paths are the repository's. */
export type CdkApp = { app: string; sources: string[]; folder: string }

/** The product. Its folder is beside what `cdk synth` and `cdk deploy` write for AWS, with other context values. */
const PRODUCT: CdkApp = {
  app: 'infra/app.ts',
  sources: ['infra', 'functions', 'shared', 'cdk.json', 'package-lock.json'],
  folder: 'cdk.out/local',
}

/**
 * The folder with the synthesized app for the stage `local`: one for each state of the sources, so that nothing changes
 * under a stack that runs. Several that ask at once, as in a test run, wait for one.
 *
 * @throws CannotStart with what the app printed
 */
export async function synthesize({ app, sources, folder: relative }: CdkApp = PRODUCT): Promise<string> {
  const parent = join(ROOT, relative)
  const folder = join(parent, (await hashOf(sources)).slice(0, HASH_LENGTH))
  if (existsSync(folder)) return folder
  await mkdir(parent, { recursive: true })
  const unlock = await lock(join(parent, 'lock'))
  try {
    if (!existsSync(folder)) await make(app, folder)
    await removeOld(parent)
  } finally {
    await unlock()
  }
  return folder
}

async function make(app: string, folder: string): Promise<void> {
  const making = `${folder}.new`
  await rm(making, { recursive: true, force: true })
  await runApp(app, making)
  await rename(making, folder)
}

async function removeOld(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const { mtimeMs } = await stat(join(parent, name))
    if (mtimeMs < Date.now() - KEPT_FOR_MS) await rm(join(parent, name), { recursive: true, force: true })
  }
}

const CdkJson = z.object({ context: z._default(z.record(z.string(), z.unknown()), {}) })

/** Runs a CDK app as the CDK's own command line would, without the seconds that one takes to start. */
async function runApp(app: string, into: string): Promise<void> {
  const { context } = z.parse(CdkJson, JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')))
  // The CDK calls npx for its bundler, and npx trips over the call of an `npm exec -c` around us.
  const { npm_config_call: _, ...environment } = process.env
  const child = spawn(process.execPath, [app], {
    cwd: ROOT,
    env: { ...environment, CDK_OUTDIR: into, CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...CONTEXT }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (printed += chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0 || !existsSync(join(into, 'manifest.json'))) {
    throw new CannotStart(`The CDK app ${app} could not be synthesized:\n${printed}`)
  }
}

async function hashOf(sources: string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of await filesIn(source)) hash.update(`${file}\0`).update(await readFile(join(ROOT, file)))
  }
  return hash.digest('hex')
}

async function filesIn(source: string): Promise<string[]> {
  if (!existsSync(join(ROOT, source))) return []
  if ((await stat(join(ROOT, source))).isFile()) return [source]
  const entries = await readdir(join(ROOT, source), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort()
}

/** Waits until nobody else holds the lock; one whose holder has died is taken over. */
async function lock(file: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const handle = await open(file, 'wx')
      await handle.writeFile(String(process.pid))
      await handle.close()
      return () => rm(file, { force: true })
    } catch {
      const holder = Number(await readFile(file, 'utf8').catch(() => ''))
      if (holder > 0 && !isAlive(holder)) await rm(file, { force: true })
      await sleep(100)
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
