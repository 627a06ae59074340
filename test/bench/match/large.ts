import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { largeSet } from './generate.ts'

const ROWS = 100_000

/** Matches 100,000 names with 100,000 in a process of its own, so that its memory is its own too. */
export function runLarge(): void {
  const folder = mkdtempSync(join(tmpdir(), 'match-'))
  const file = join(folder, 'large.json')
  try {
    writeFileSync(file, JSON.stringify(largeSet(ROWS, 1)))
    const program = fileURLToPath(new URL('large-run.ts', import.meta.url))
    execFileSync(process.execPath, [program, file], { stdio: 'inherit' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
