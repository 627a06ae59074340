import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const PAGE = join(import.meta.dirname, 'page')
const HASH_LENGTH = 16

/**
 * Bundles the page into a folder: `index.html`, and what it loads under names that change with the content, all gzipped,
 * since the HTTP API compresses nothing.
 */
async function buildPage(into: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(PAGE, 'main.tsx')],
    outdir: into,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2024',
    jsx: 'automatic',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })
  await mkdir(into, { recursive: true })
  const names = await Promise.all(
    outputFiles.map(async ({ path, contents }) => {
      const hash = createHash('sha256').update(contents).digest('hex').slice(0, HASH_LENGTH)
      const name = basename(path).replace('.', `-${hash}.`)
      await writeFile(join(into, `${name}.gz`), gzipSync(contents, { level: 9 }))
      return name
    }),
  )
  await writeFile(join(into, 'index.html.gz'), gzipSync(html(names)))
}

/** The page holds no script of its own, so that the content security policy can forbid all that is written into pages. */
function html(names: readonly string[]): string {
  const styles = names
    .filter((name) => name.endsWith('.css'))
    .map((name) => `<link rel="stylesheet" href="/console/${name}">`)
  const scripts = names
    .filter((name) => name.endsWith('.js'))
    .map((name) => `<script type="module" src="/console/${name}"></script>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Cetec ERP to QuickBooks</title>
<link rel="icon" href="data:,">
${[...styles, ...scripts].join('\n')}
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`
}

const [into] = process.argv.slice(2)
if (!into) throw new Error('say into which folder: node functions/console/build-page.ts FOLDER')
await buildPage(into)
