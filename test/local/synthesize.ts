import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { CannotStart } from './cannot-start.ts'

const ROOT = join(import.meta.dirname, '../..')
const SOURCES = ['infra', 'functions', 'shared', 'cdk.json', 'package-lock.json']
/** Beside what `cdk synth` and `cdk deploy` write there for AWS, which has other context values. */
const FOLDER = join(ROOT, 'cdk.out/local')
const HASH_FILE = 'sources.sha256'
/** The CDK's command line asks for the asset metadata too: by it we find a function's bundle. */
const CONTEXT = { stage: 'local', 'aws:cdk:enable-asset-metadata': true }

/**
 * The folder with the synthesized app for the stage `local`, made anew when any source has changed since it was made.
 * Several at once, as in a test run, wait for one.
 */
export async function synthesize(): Promise<string> {
  const hash = await hashOfSources()
  if (await isFresh(hash)) return FOLDER
  await mkdir(join(ROOT, 'cdk.out'), { recursive: true })
  const unlock = await lock(`${FOLDER}.lock`)
  try {
    if (!(await isFresh(hash))) await synthesizeInto(FOLDER, hash)
  } finally {
    await unlock()
  }
  return FOLDER
}

async function isFresh(hash: string): Promise<boolean> {
  return (await readFile(join(FOLDER, HASH_FILE), 'utf8').catch(() => '')) === hash
}

async function synthesizeInto(folder: string, hash: string): Promise<void> {
  const making = `${folder}.new`
  await rm(making, { recursive: true, force: true })
  await runApp({ app: 'infra/app.ts', into: making })
  await writeFile(join(making, HASH_FILE), hash)
  await rm(folder, { recursive: true, force: true })
  await rename(making, folder)
}

const CdkJson = z.object({ context: z._default(z.record(z.string(), z.unknown()), {}) })

/**
 * Runs a CDK app as the CDK's own command line would, but for the start of that command line.
 *
 * @throws CannotStart with what the app printed
 */
export async function runApp({ app, into }: { app: string; into: string }): Promise<void> {
  const { context } = z.parse(CdkJson, JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')))
  const child = spawn(process.execPath, [app], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: into, CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...CONTEXT }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (printed += chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0 || !existsSync(join(into, 'manifest.json'))) {
    throw new CannotStart(`The CDK app ${app} could not be synthesized:\n${printed}`)
  }
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const file of await filesIn(source)) hash.update(`${file}\0`).update(await readFile(join(ROOT, file)))
  }
  return hash.digest('hex')
}

async function filesIn(source: string): Promise<string[]> {
  if (!existsSync(join(ROOT, source))) return []
  if (source.includes('.')) return [source]
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
