import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { consentPage } from './consent-page.ts'
import { answerControl } from './control-http.ts'
import type { Intuit } from './intuit.ts'

/** A call that is never answered is held this long, unless the client gives up before. */
const HELD_MS = 180_000
const BODY_BYTES_MAX = 50 * 1_048_576

export type Served = { url: string; stop: () => Promise<void> }

/** Puts the simulator behind HTTP on this machine only, with its control under `/_simulator/`. */
export async function serve(intuit: Intuit, { port = 0 }: { port?: number } = {}): Promise<Served> {
  const waiting = new Set<NodeJS.Timeout>()
  const after = (ms: number, act: () => void) => {
    if (ms === 0) return act()
    const timer = setTimeout(() => {
      waiting.delete(timer)
      act()
    }, ms)
    waiting.add(timer)
  }
  const server = createServer((request, response) => {
    answer(intuit, request, response, after).catch((error: unknown) => {
      console.error('the simulated Intuit failed', error)
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    stop: () =>
      new Promise((resolve) => {
        for (const timer of waiting) clearTimeout(timer)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

async function answer(
  intuit: Intuit,
  request: IncomingMessage,
  response: ServerResponse,
  after: (ms: number, act: () => void) => void,
): Promise<void> {
  const body = await readBody(request)
  const { method = 'GET', url = '/' } = request
  const { pathname } = new URL(url, 'http://intuit.invalid')
  if (pathname.startsWith('/_simulator/')) {
    intuit.settleLate()
    const { status, body: answered } = answerControl(intuit.control, method, pathname, body)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answered))
    return
  }
  if (method === 'GET' && pathname === '/connect/oauth2' && headerOf(request, 'sec-fetch-dest') === 'document') {
    const page = consentPage(url, intuit.control)
    if (page) return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  }
  const outcome = intuit.handle({ method, url, header: (name) => headerOf(request, name), body })
  const { delivery } = outcome
  if (delivery.is === 'never') return after(HELD_MS, () => response.destroy())
  after(delivery.afterMs, () => {
    if (delivery.is === 'answered') {
      response.writeHead(outcome.status, outcome.headers).end(outcome.body)
    } else if (delivery.cut) {
      response.writeHead(outcome.status, { ...outcome.headers, 'content-length': Buffer.byteLength(outcome.body) })
      response.write(outcome.body.slice(0, outcome.body.length / 2), () => response.destroy())
    } else response.destroy()
  })
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > BODY_BYTES_MAX) throw new RangeError('the body is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
