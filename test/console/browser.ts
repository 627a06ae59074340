import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** The library that unpacks Chromium takes this to mean a machine that has nothing, and brings what it needs. */
const BARE_MACHINE = { AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' }

/** Root may start it, too; everything else is as a person's browser has it, above all what keeps sites apart. */
const ARGS = ['--no-sandbox', '--font-render-hinting=none']

/**
 * A real Chromium, also on a bare Linux machine: the one that CHROMIUM_PATH names, or the one that npm brought, or the
 * system's.
 */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: ARGS })
}

async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH']
  if (named) return named
  const packed = await unpack().catch(() => undefined)
  const found = packed ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (found) return found
  throw new Error('no Chromium: the one that npm brings does not run here; name another one by CHROMIUM_PATH')
}

/** Unpacks once for each user, into a folder that is nobody else's: it would take over whatever lies in the common one. */
async function unpack(): Promise<string> {
  const folder = join(tmpdir(), `cetec-quickbooks-chromium-${process.getuid?.() ?? 'user'}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const before = process.env['TMPDIR']
  Object.assign(process.env, BARE_MACHINE, { TMPDIR: folder })
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    const path = await packed.executablePath()
    // It looks for its fonts in the common folder only, and without any font the first input field ends it.
    const fonts = join(folder, 'fonts.conf')
    await writeFile(fonts, fontsIn(folder))
    process.env['FONTCONFIG_FILE'] = fonts
    return path
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}

const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`
