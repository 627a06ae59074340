import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { answer, type Page } from '../../../functions/console/answer.ts'

const page: Page = {
  config: {
    issuer: 'https://issuer.example/pool',
    clientId: 'c',
    consoleUrl: 'https://console.example',
    stage: 'test',
  },
  signInUrl: 'https://sign-in.example',
  file: (name) =>
    new Map([
      ['index.html', gzipSync('<html>')],
      ['main-0a.js', gzipSync('1')],
    ]).get(name),
}
const headersOf = (path: string) => answer(page, path, 'gzip').headers ?? {}

it('serves the page under a policy that runs no script and no style but its own files', () => {
  const headers = headersOf('')
  const policy = String(headers['content-security-policy'])

  expect(policy).toContain("default-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
  expect(policy).toContain("connect-src 'self' https://issuer.example https://sign-in.example;")
  expect(policy).not.toMatch(/unsafe|\*|script-src|style-src/)
  expect(headers).toMatchObject({
    'cache-control': 'no-cache, no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringContaining('max-age=31536000'),
    'x-frame-options': 'DENY',
    'content-type': 'text/html; charset=utf-8',
  })
})

it('lets browsers keep what has its content in its name, and nothing else', () => {
  expect(headersOf('main-0a.js')['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(headersOf('config.json')['cache-control']).toBe('no-cache, no-store')
})

it('packs for those who can unpack', () => {
  const packed = answer(page, 'main-0a.js', 'br, gzip')
  const plain = answer(page, 'main-0a.js', '')

  expect(packed.headers?.['content-encoding']).toBe('gzip')
  expect(gunzipSync(Buffer.from(packed.body ?? '', 'base64')).toString()).toBe('1')
  expect(plain.headers).not.toHaveProperty('content-encoding')
  expect(Buffer.from(plain.body ?? '', 'base64').toString()).toBe('1')
})

it.each(['other.js', '../handler.mjs', 'main-0a.js.gz', 'page/main-0a.js', 'main-0a.map', 'index'])(
  'has nothing at %s',
  (path) => {
    expect(() => answer(page, path, '')).toThrow('There is nothing at this address.')
  },
)

it('tells the page its configuration', () => {
  expect(JSON.parse(answer(page, 'config.json', '').body ?? '')).toEqual(page.config)
})
