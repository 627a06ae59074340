import { gunzipSync } from 'node:zlib'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { ApiProblem, plainHeaders } from '../problem.ts'

/** What the page has to know before anybody is signed in. Nothing in it is secret. */
export type PageConfig = {
  /** Whose tokens the API takes. */
  issuer: string
  clientId: string
  /** Where people come back to from signing in; registered with the client to the letter. */
  consoleUrl: string
  stage: string
}

export type Page = {
  config: PageConfig
  /** Where people sign in, where that is not the issuer's own address. */
  signInUrl: string
  /** The gzipped file of this name, if the page was built with it. */
  file: (name: string) => Buffer | undefined
}

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}

/**
 * Answers with the page, what it loads, or its configuration.
 *
 * @param path what follows `/console/`; empty for the page itself
 */
export function answer(page: Page, path: string, acceptEncoding: string): APIGatewayProxyStructuredResultV2 {
  if (path === 'config.json') {
    const headers = { ...plainHeaders, 'content-type': 'application/json' }
    return { statusCode: 200, headers, body: JSON.stringify(page.config) }
  }
  const name = path === '' ? 'index.html' : path
  const type = types[name.split('.').at(-1) ?? '']
  const packed = /^[\w-]+\.\w+$/.test(name) && type ? page.file(name) : undefined
  if (!packed || !type) throw new ApiProblem(404, 'not-found', 'Not found', 'There is nothing at this address.')

  const takesGzip = /\bgzip\b/.test(acceptEncoding)
  return {
    statusCode: 200,
    headers: {
      ...plainHeaders,
      ...(name === 'index.html' ? documentHeaders(page) : { 'cache-control': 'public, max-age=31536000, immutable' }),
      'content-type': type,
      vary: 'accept-encoding',
      ...(takesGzip && { 'content-encoding': 'gzip' }),
    },
    body: (takesGzip ? packed : gunzipSync(packed)).toString('base64'),
    isBase64Encoded: true,
  }
}

/**
 * What the document may load and whom it may talk to: itself, and where people sign in. Scripts and styles come from files
 * only, and no text can become markup by a script (trusted types). The components' fonts and icons are `data:` within our own style sheet.
 */
function documentHeaders({ config, signInUrl }: Page): Record<string, string> {
  const signIn = [...new Set([config.issuer, signInUrl].map((url) => new URL(url).origin))]
  const policy = {
    'default-src': "'self'",
    'connect-src': ["'self'", ...signIn].join(' '),
    'font-src': "'self' data:",
    'img-src': "'self' data:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
  }
  return {
    'content-security-policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'x-frame-options': 'DENY',
  }
}
