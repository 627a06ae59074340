import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a SIGKILL may cost. */
const EVERY_MS = 2_000

type Part = { snapshot: () => unknown; restore: (kept: unknown) => void }

/** Keeps in files what lives in memory: reads them now, writes them every two seconds and at the end. */
export async function startSnapshots({ folder, parts }: { folder: string; parts: Record<string, Part> }) {
  const written = new Map<string, string>()
  for (const [name, { restore }] of Object.entries(parts)) {
    const file = join(folder, `${name}.json`)
    if (existsSync(file)) restore(JSON.parse(await readFile(file, 'utf8')))
  }

  async function write(): Promise<void> {
    for (const [name, { snapshot }] of Object.entries(parts)) {
      const text = JSON.stringify(snapshot())
      if (written.get(name) === text) continue
      const file = join(folder, `${name}.json`)
      // Whoever is killed while writing leaves the old file whole.
      await writeFile(`${file}.new`, text)
      await rename(`${file}.new`, file)
      written.set(name, text)
    }
  }

  let writing: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    writing = writing.then(write).catch(() => {})
  }, EVERY_MS)

  return {
    stop: async () => {
      clearInterval(timer)
      await writing
      await write()
    },
  }
}
