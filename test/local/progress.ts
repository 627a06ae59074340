const BAR_WIDTH = 30
/** Where nobody watches, a line every so often is enough. */
const PLAIN_EVERY_MS = 5_000
const BAR_EVERY_MS = 100

/** Shows how far something is: a bar on a terminal, now and then a line elsewhere. */
export function progress(label: string, output: NodeJS.WriteStream = process.stderr) {
  let shownAt = 0
  let shown = ''

  function show(done: number, total: number | undefined, isLast: boolean): void {
    const every = output.isTTY ? BAR_EVERY_MS : PLAIN_EVERY_MS
    if (!isLast && Date.now() - shownAt < every) return
    shownAt = Date.now()
    const text = `${label} ${output.isTTY ? bar(done, total) : ''}${done}${total === undefined ? '' : ` of ${total}`}`
    if (text === shown && !isLast) return
    shown = text
    output.write(output.isTTY ? `\r\x1b[2K${text}${isLast ? '\n' : ''}` : `${text}\n`)
  }

  return {
    at: (done: number, total?: number) => show(done, total, false),
    end: (done: number, total?: number) => show(done, total, true),
  }
}

function bar(done: number, total: number | undefined): string {
  if (!total) return ''
  const filled = Math.min(BAR_WIDTH, Math.round((BAR_WIDTH * done) / total))
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} `
}
