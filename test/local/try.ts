import { startFixture } from './fixture/stack.ts'

let t = performance.now()
const lap = (n: string) => {
  console.log(n, Math.round(performance.now() - t))
  t = performance.now()
}
const s = await startFixture({ log: console.log })
lap('start')
console.log(s.endpoints, s.functions, s.outputs)
console.log(await (await fetch(`${s.endpoints.api}/open?cookie=1`)).text())
lap('open cold')
await (await fetch(`${s.endpoints.api}/open?cookie=1`)).text()
lap('open warm')
const tok = await (
  await fetch(s.endpoints.oidc.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'local', client_secret: 'local-secret' }),
  })
).json()
console.log(tok, JSON.parse(Buffer.from(tok.access_token.split('.')[1], 'base64url').toString()))
lap('token')
for (const p of ['things/a%2Fb/act', 'forbidden', 'things']) {
  const r = await fetch(`${s.endpoints.api}/${p}`, { headers: { authorization: `Bearer ${tok.access_token}` } })
  console.log(p, r.status, (await r.text()).slice(0, 3000))
  lap(p)
}
console.log(await s.fire('sweep'))
lap('fire')
await s.stop()
lap('stop')
