import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { env, variable } from '../../shared/env.ts'
import type { Page } from './answer.ts'

/** Beside the bundled function; see `build-page.ts`. */
const FOLDER = join(import.meta.dirname, 'page')

const kept = new Map<string, Buffer>()

function read(name: string): Buffer | undefined {
  try {
    return readFileSync(join(FOLDER, `${name}.gz`))
  } catch {
    return undefined
  }
}

export const page: Page = {
  config: {
    issuer: variable(env.signInIssuer),
    clientId: variable(env.consoleClientId),
    consoleUrl: variable(env.consoleUrl),
    stage: variable(env.stage),
  },
  signInUrl: variable(env.signInUrl),
  file(name) {
    // Only what is there is kept, or whoever asks for names at random would fill the memory.
    const packed = kept.get(name) ?? read(name)
    if (packed) kept.set(name, packed)
    return packed
  },
}
