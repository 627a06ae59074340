import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { until } from '../local/until.ts'
import { SANDBOX_REALM as OTHER_REALM } from '../simulator/seed/sandbox.ts'
import { aCustomer, anEvent } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story?.stop())

const connection = async () => (await story.stage.call('GET', `/companies/${story.company}/connection`)).body
const needsReconnect = z.object({ status: z.literal('needs-reconnect') })
/** Calls to the other books, of which there must be none. */
const callsThere = () => story.quickBooks.calls().filter(({ realmId }) => realmId === OTHER_REALM)

/** A store of tokens that was under way when other books were left comes late, over those of the connected ones. */
beforeEach(async () => {
  await story.stage.connect(story.company, story.realm)
  // The push looks at the preferences as soon as it is connected, and would be the first to find these tokens.
  await story.stage.quiet(story.company)
  const { aws } = story.stage.endpoints
  const secrets = new SecretsManagerClient({
    region: aws.region,
    endpoint: aws.secretsmanager,
    credentials: { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey },
  })
  const { accessToken, refreshToken } = story.quickBooks.issueTokens(OTHER_REALM)
  const inAnHour = Date.now() + 3_600_000
  const tokens = {
    ...{ realmId: OTHER_REALM, epoch: 7, accessToken, refreshToken, storedAt: Date.now() },
    ...{ accessExpiresAt: inAnHour, refreshExpiresAt: inAnHour },
  }
  await secrets.send(
    new PutSecretValueCommand({
      SecretId: `${story.stage.outputs['TokensPrefix']}${story.company}`,
      SecretString: JSON.stringify(tokens),
    }),
  )
})

const isTold = () => until(connection, (body) => z.safeParse(needsReconnect, body).success)

it('send nothing there, tell a person, and after a reconnect what waited goes out once', async () => {
  const customer = story.fresh('C-')
  await story.stage.feed(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))

  expect(await isTold()).toMatchObject({ needsReconnectReason: expect.stringContaining('another QuickBooks company') })
  expect(callsThere()).toEqual([])

  await story.stage.connect(story.company, story.realm)
  await story.stage.quiet(story.company)
  expect(story.held('Customer', 'DisplayName', `Customer ${customer}`)).toHaveLength(1)
  expect(callsThere()).toEqual([])
})

it('are not read from by a pull either', async () => {
  const begun = await story.stage.call('POST', `/companies/${story.company}/pulls`, { type: 'customer' })
  const { id } = z.parse(z.object({ id: z.string() }), begun.body)

  const pull = await until(
    async () => (await story.stage.call('GET', `/companies/${story.company}/pulls/${id}`)).body,
    (body) => z.safeParse(z.object({ state: z.enum(['done', 'failed']) }), body).success,
  )

  expect(pull).toMatchObject({ state: 'failed' })
  expect(await isTold()).toMatchObject({ needsReconnectReason: expect.stringContaining('another QuickBooks company') })
  expect(callsThere()).toEqual([])
})
