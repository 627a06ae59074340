import { createServer } from 'node:http'
export async function startIntuit(_: { client: { id: string; secret: string } }) {
  const s = createServer()
  return {
    url: 'http://127.0.0.1:9',
    stop: async () => {
      s.close()
    },
  }
}
