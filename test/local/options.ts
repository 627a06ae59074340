import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CannotStart } from './cannot-start.ts'

export const HELP = `npm start -- [options]

Runs the whole product on this machine, with a simulated QuickBooks and a demo company.

  --port PORT                  where the console and the API answer (default 4000)
  --intuit URL                 another Intuit-like server instead of the simulated one
  --intuit-client ID:SECRET    the app's keys there (default local-client:local-secret)
  --empty                      no demo company, no records
  --data DIR                   keep what the stack holds there (default: a fresh folder, removed at the end)
  --kill FUNCTION=SECONDS      kill that function's processes at random, about every so many seconds
  --help                       print this`

export type Options = {
  port: number
  intuit: string | undefined
  intuitClient: { id: string; secret: string }
  empty: boolean
  data: string | undefined
  kill: { functionName: string; seconds: number }[]
}

/**
 * Reads the options of `npm start`; undefined when they ask for help.
 *
 * @throws CannotStart that names the option that is wrong
 */
export function readOptions(args: string[]): Options | undefined {
  const values = parse(args)
  if (values.help) return undefined
  return {
    port: portOf(values.port),
    intuit: values.intuit === undefined ? undefined : urlOf(values.intuit),
    intuitClient: clientOf(values['intuit-client']),
    empty: values.empty,
    data: values.data === undefined ? undefined : resolve(values.data),
    kill: values.kill.map(killOf),
  }
}

function parse(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string', default: '4000' },
        intuit: { type: 'string' },
        'intuit-client': { type: 'string', default: 'local-client:local-secret' },
        empty: { type: 'boolean', default: false },
        data: { type: 'string' },
        kill: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    throw new CannotStart(`${error instanceof Error ? error.message : error}\n\n${HELP}`)
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new CannotStart(`--port must be a number up to 65535, got "${text}".`)
}

function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '')
  throw new CannotStart(`--intuit must be an address such as http://localhost:5000, got "${text}".`)
}

function clientOf(text: string): { id: string; secret: string } {
  const [, id, secret] = /^([^:]+):(.+)$/.exec(text) ?? []
  if (id && secret) return { id, secret }
  throw new CannotStart('--intuit-client must be ID:SECRET.')
}

function killOf(text: string): { functionName: string; seconds: number } {
  const [, functionName, seconds] = /^([a-z-]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (functionName && Number(seconds) > 0) return { functionName, seconds: Number(seconds) }
  throw new CannotStart(`--kill must be FUNCTION=SECONDS such as push=20, got "${text}".`)
}
