import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretStore } from '../../../shared/aws/secrets.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { MemorySecretsManager } from './secrets-manager.ts'

type Running = { client: SecretsManagerClient; stop: () => Promise<void> }

async function local(): Promise<Running> {
  const { url, stop } = await startSecretsManager({ region: 'us-east-1', accountId: '000000000000' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return { client: new SecretsManagerClient({ region: 'us-east-1', endpoint: url, credentials }), stop }
}
const memory = async (): Promise<Running> => ({
  client: new MemorySecretsManager().client(),
  stop: async () => undefined,
})

describe.each([
  ['in memory', memory],
  ['in the local Secrets Manager', local],
])('secrets %s', (_, start) => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.stop())

  it('are there once stored, replaced whole, and gone once dropped', async () => {
    const secrets = secretStore(running.client)
    expect(await secrets.read('a')).toBeUndefined()
    await expect(secrets.replace('a', { n: 0 })).rejects.toThrow()
    await secrets.store('a', { n: 1 })
    await secrets.store('a', { n: 2 })
    expect(await secrets.read('a')).toEqual({ n: 2 })
    await secrets.replace('a', { n: 3 })
    expect(await secrets.read('a')).toEqual({ n: 3 })
    await secrets.drop('a')
    await secrets.drop('a')
    expect(await secrets.read('a')).toBeUndefined()
    await secrets.store('a', { n: 4 })
    expect(await secrets.read('a')).toEqual({ n: 4 })
  })
})
