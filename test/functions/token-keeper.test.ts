import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type TokenWorld, tokenKeeper } from '../../functions/token-keeper.ts'
import { connectionStore } from '../../shared/aws/connections.ts'
import { Tokens } from '../../shared/aws/secrets.ts'
import { intuitOAuth } from '../../shared/intuit/oauth.ts'
import { type Mishap, startIntuit } from '../shared/intuit/intuit.ts'
import { startAws } from './connect/aws.ts'

const REALM = '4620816365001'
const START = Date.parse('2026-11-20T12:00:00Z')
const HOUR_MS = 3_600_000

let aws: Awaited<ReturnType<typeof startAws>>
let intuit: Awaited<ReturnType<typeof startIntuit>>
let now: number
let ended: string[]

beforeAll(async () => {
  aws = await startAws()
  intuit = await startIntuit()
})
afterAll(async () => {
  await aws.stop()
  await intuit.stop()
})

/** One process that keeps tokens; tests start two of them, or make one die. */
function keeper(change: Partial<TokenWorld> = {}) {
  let ids = 0
  const process = Math.random()
  return tokenKeeper({
    now: () => now,
    sleep: async (ms) => {
      // Time passes here alone, and whoever else is at work gets on with it.
      now += ms
      await new Promise((resolve) => setTimeout(resolve, 5))
    },
    newId: () => `${process}-${ids++}`,
    secrets: aws.secrets,
    secretName: (company) => `tokens/${company}`,
    connections: connectionStore(aws.db, 'companies'),
    refresh: intuitOAuth(intuit.app, '', () => now).refresh,
    needsReconnect: async (_, why) => void ended.push(why),
    ...change,
  })
}

const stored = async () => Tokens.parse(await aws.secrets.read('tokens/acme'))

/** Connected an hour ago, so that the access token has lapsed. */
beforeEach(async () => {
  intuit.reset()
  await aws.clear()
  now = START
  ended = []
  const result = await intuitOAuth(intuit.app, '', () => now).exchange(intuit.consent(REALM))
  if (result.is !== 'granted') throw new Error('not granted')
  await aws.secrets.store('tokens/acme', { realmId: REALM, epoch: 1, ...result.grant, storedAt: now })
  now += HOUR_MS
})

it('leaves Intuit alone while the access token is good', async () => {
  now = START + 50 * 60_000

  expect(await keeper().fresh('acme')).toEqual(await stored())
  expect(intuit.calls.refresh).toBe(0)
})

it('has the new tokens stored, and those before kept, when it hands them out', async () => {
  const before = await stored()

  const fresh = await keeper().fresh('acme')

  expect(await stored()).toEqual(fresh)
  expect(fresh).toMatchObject({ realmId: REALM, epoch: 1, previousRefreshToken: before.refreshToken, storedAt: now })
  expect(await aws.row('company/acme', 'writer')).toMatchObject({ accessExpiresAt: '2026-11-20T14:00:00.000Z' })
})

it('refreshes once when two ask at a time, and gives both the same', async () => {
  const [one, other] = await Promise.all([keeper().fresh('acme'), keeper().fresh('acme')])

  expect(intuit.calls.refresh).toBe(1)
  expect(one).toEqual(other)
})

it('replaces a token that QuickBooks turned down, once for all who were turned down', async () => {
  now = START + 20 * 60_000
  const { accessToken } = await stored()

  const fresh = await keeper().fresh('acme', accessToken)

  expect(fresh).toEqual(await stored())
  expect(fresh).not.toMatchObject({ accessToken })
  expect(await keeper().fresh('acme', accessToken)).toEqual(fresh)
  expect(intuit.calls.refresh).toBe(1)
})

it('spares the secret when only the access token is new and the last is not ten minutes old', async () => {
  intuit.rotates = false
  now = START + 60_000
  const before = await stored()

  const fresh = await keeper().fresh('acme', before.accessToken)

  expect(fresh).not.toMatchObject({ accessToken: before.accessToken })
  expect(await stored()).toEqual(before)
})

it('recovers when the answer with the new refresh token was lost', async () => {
  intuit.mishaps.push('answer-lost')

  expect(await keeper().fresh('acme')).toEqual({ noAccess: 'unavailable' })
  expect(await keeper().fresh('acme')).toEqual(await stored())
  expect(ended).toEqual([])
})

it('needs a person when the answer was lost and Intuit lets the token before die at once', async () => {
  intuit.oldTokensDieAtOnce = true
  intuit.mishaps.push('answer-lost')
  await keeper().fresh('acme')

  expect(await keeper().fresh('acme')).toEqual({ noAccess: 'needs-reconnect' })
  expect(ended).toEqual(['Intuit no longer accepts the connection (invalid_grant).'])
})

it('tries the refresh token before when Intuit does not know the one that is stored', async () => {
  const { refreshToken, ...rest } = await stored()
  const wrong = { ...rest, refreshToken: 'never-arrived-there', previousRefreshToken: refreshToken }
  await aws.secrets.replace('tokens/acme', wrong)

  expect(await keeper().fresh('acme')).toMatchObject({ previousRefreshToken: refreshToken })
  expect(intuit.calls.refresh).toBe(2)
  expect(ended).toEqual([])
})

it('uses what somebody else stored while Intuit refused ours', async () => {
  const theirs = { ...(await stored()), accessToken: 'theirs', accessExpiresAt: now + HOUR_MS, refreshToken: 'theirs' }
  const refresh = async () => {
    await aws.secrets.replace('tokens/acme', theirs)
    return { is: 'invalid-grant', why: 'used' } as const
  }

  expect(await keeper({ refresh }).fresh('acme')).toEqual(theirs)
  expect(ended).toEqual([])
})

it('loses no refresh token when the store fails for a while', async () => {
  let failures = 2
  const replace: TokenWorld['secrets']['replace'] = async (name, value) => {
    if (failures-- > 0) throw new Error('the store is down')
    await aws.secrets.replace(name, value)
  }
  intuit.oldTokensDieAtOnce = true

  const fresh = await keeper({ secrets: { read: aws.secrets.read, replace } }).fresh('acme')

  expect(await stored()).toEqual(fresh)
  expect(intuit.calls.refresh).toBe(1)
})

it('hands out nothing that is not stored', async () => {
  const replace = async () => {
    throw new Error('the store is down')
  }

  await expect(keeper({ secrets: { read: aws.secrets.read, replace } }).fresh('acme')).rejects.toThrow('is down')
  // Intuit still knows the token before, so the next one to ask gets on.
  expect(await keeper().fresh('acme')).toEqual(await stored())
})

it('takes over from a holder that died in the middle of a refresh, and not before it has surely died', async () => {
  const connections = connectionStore(aws.db, 'companies')
  await connections.leaseTokens('acme', 'the dead one', now, now + 45_000)

  expect(await keeper().fresh('acme')).toEqual({ noAccess: 'unavailable' })
  expect(intuit.calls.refresh).toBe(0)
  expect(await keeper().fresh('acme')).toEqual(await stored())
})

it('does not shut itself out when the answer that gave it the lease was lost', async () => {
  const connections = connectionStore(aws.db, 'companies')

  expect(await connections.leaseTokens('acme', 'one', now, now + 45_000)).toBe(true)
  expect(await connections.leaseTokens('acme', 'one', now, now + 45_000)).toBe(true)
  expect(await connections.leaseTokens('acme', 'other', now, now + 45_000)).toBe(false)
})

it.each<Mishap>(['unavailable', 'web-page', 'redirect', 'answer-lost'])(
  'never takes trouble on the way for the end of the connection: %s',
  async (mishap) => {
    intuit.mishaps.push(mishap)

    expect(await keeper().fresh('acme')).toEqual({ noAccess: 'unavailable' })
    expect(ended).toEqual([])
  },
)

it('says why a person has to connect again', async () => {
  intuit.mishaps.push('user-left')

  expect(await keeper().fresh('acme')).toEqual({ noAccess: 'needs-reconnect' })
  expect(ended).toEqual(['The person who connected QuickBooks is no longer an administrator there.'])
})

it('needs a person when the tokens are gone', async () => {
  await aws.secrets.drop('tokens/acme')

  expect(await keeper().fresh('acme')).toEqual({ noAccess: 'needs-reconnect' })
  expect(ended).toEqual(['Its tokens are gone.'])
})
