import { createServer, type IncomingMessage, type Server } from 'node:http'
import { CannotStart } from './cannot-start.ts'

/** An HTTP server that only this machine can reach. */
export type Loopback = { server: Server; url: string; stop: () => Promise<void> }

/** API Gateway refuses more than this in a request's headers; Node answers 431 by itself. */
const HEADERS_MAX_BYTES = 10_240

/**
 * Listens on 127.0.0.1 before anybody answers there: an address can be known before the thing behind it is built.
 *
 * @throws CannotStart when the port is taken
 */
export async function listen(port = 0): Promise<Loopback> {
  const server = createServer({ keepAlive: true, keepAliveTimeout: 60_000, maxHeaderSize: HEADERS_MAX_BYTES })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new CannotStart(`Port ${port} is taken by another program; name a free one by --port.`) : error)
    })
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    server,
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** The request's whole body, or undefined when it is longer than allowed. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    // What is too long is read to its end all the same, since a client hears no answer while it is still sending.
    if (length <= maxBytes) chunks.push(chunk)
  }
  return length > maxBytes ? undefined : Buffer.concat(chunks)
}
