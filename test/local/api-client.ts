import * as z from 'zod/mini'
import type { Endpoints } from './endpoints.ts'

/** A token is asked for anew when it has less than this left. */
const TOKEN_RESERVE_MS = 60_000

const Token = z.object({ access_token: z.string(), expires_in: z.number() })

export type Answer = { status: number; body: unknown; headers: Headers }

/** Calls the running stack's API as its machine client, who may act as admin of every company. */
export function apiClient({ api, oidc }: Pick<Endpoints, 'api' | 'oidc'>) {
  let token: { text: string; until: number } | undefined

  async function authorization(): Promise<string> {
    if (!token || token.until < Date.now() + TOKEN_RESERVE_MS) {
      const form = { grant_type: 'client_credentials', client_id: oidc.clientId, client_secret: oidc.clientSecret }
      const answer = await fetch(oidc.tokenUrl, { method: 'POST', body: new URLSearchParams(form) })
      const { access_token, expires_in } = z.parse(Token, await answer.json())
      token = { text: access_token, until: Date.now() + expires_in * 1_000 }
    }
    return `Bearer ${token.text}`
  }

  /** The answer, whatever its status; its body is parsed where it is JSON. */
  return async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(api + path, {
      method,
      headers: { authorization: await authorization(), 'content-type': 'application/json' },
      redirect: 'manual',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = /\bjson\b/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers }
  }
}
