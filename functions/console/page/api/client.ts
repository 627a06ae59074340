import type { Session } from '../sign-in/session.ts'

/** What the API refused or could not do, in its own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly title: string
  /** Under it the product's logs know the request. */
  readonly requestId: string | undefined
  /** All the API said about it. */
  readonly problem: Readonly<Record<string, unknown>>

  constructor(status: number, problem: Record<string, unknown>) {
    const text = (name: string) => (typeof problem[name] === 'string' ? problem[name] : undefined)
    super(text('detail') ?? text('message') ?? 'The server gave no reason.')
    this.status = status
    this.code = text('code') ?? `http-${status}`
    this.title = text('title') ?? `The server answered ${status}`
    this.requestId = text('requestId')
    this.problem = problem
  }
}

const offline = {
  code: 'offline',
  title: 'The server cannot be reached',
  detail: 'Nothing was changed as far as we know. Look at your network, then try again.',
}

export type Api = ReturnType<typeof apiOf>

/** Calls the API as the person who is signed in. */
export function apiOf(session: Session, onSignedOut: () => void) {
  async function ask(method: string, path: string, body?: unknown): Promise<Response> {
    const token = await session.accessToken()
    if (!token) {
      onSignedOut()
      throw new ApiError(401, { title: 'Your sign-in has ended', detail: 'Sign in once more.' })
    }
    const answer = await fetch(path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new ApiError(0, offline)
    })
    if (answer.ok) return answer
    if (answer.status === 401) {
      session.end()
      onSignedOut()
    }
    throw new ApiError(answer.status, await problemOf(answer))
  }

  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await ask(method, path, body)
    return (answer.status === 204 ? undefined : await answer.json()) as Answer
  }

  return {
    get: <Answer>(path: string) => call<Answer>('GET', path),
    put: <Answer>(path: string, body: unknown) => call<Answer>('PUT', path, body),
    patch: <Answer>(path: string, body: unknown) => call<Answer>('PATCH', path, body),
    post: <Answer>(path: string, body: unknown = {}) => call<Answer>('POST', path, body),
    delete: (path: string) => call<void>('DELETE', path),
    /** A file, and the cursor of the next one where it comes in parts. */
    async file(path: string): Promise<{ text: string; next: string | undefined }> {
      const answer = await ask('GET', path)
      return { text: await answer.text(), next: answer.headers.get('next-cursor') ?? undefined }
    },
  }
}

async function problemOf(answer: Response): Promise<Record<string, unknown>> {
  const problem: unknown = await answer.json().catch(() => undefined)
  return typeof problem === 'object' && problem !== null ? { ...problem } : {}
}

/** A path with its parts and its query encoded, leaving out what is not asked for. */
export function pathOf(parts: readonly string[], query: Record<string, string | number | undefined> = {}): string {
  const asked = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  const path = `/${parts.map(encodeURIComponent).join('/')}`
  return asked.length > 0 ? `${path}?${new URLSearchParams(asked)}` : path
}

/**
 * The address of a record at the API, and of what can be done with it. The id goes as a parameter: in a path `..` is resolved
 * by the browser, and API Gateway hands the path on decoded.
 */
export const recordPath =
  (company: string, kind: string, id: string) =>
  (act?: string): string =>
    pathOf(['companies', company, 'records', kind, '-', ...(act ? [act] : [])], { id })
export type RecordPath = ReturnType<typeof recordPath>

/** What went wrong, as an error of the API; a mistake of the page itself becomes one too. */
export const asApiError = (reason: unknown): ApiError =>
  reason instanceof ApiError
    ? reason
    : new ApiError(0, { code: 'page', title: 'Something failed in this page', detail: String(reason) })
