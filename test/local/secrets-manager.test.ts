import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  ListSecretsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SecretsManager, startSecretsManager } from './secrets-manager.ts'

let server: SecretsManager
let secrets: SecretsManagerClient
beforeAll(async () => {
  server = await startSecretsManager({ region: 'us-east-1', accountId: '000000000000' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  secrets = new SecretsManagerClient({ region: 'us-east-1', credentials, endpoint: server.url })
})
afterAll(() => server.stop())

const create = (Name: string, SecretString: string) => secrets.send(new CreateSecretCommand({ Name, SecretString }))
const read = async (SecretId: string, VersionStage?: string) =>
  (await secrets.send(new GetSecretValueCommand({ SecretId, ...(VersionStage && { VersionStage }) }))).SecretString

it('gives the current content by name and by ARN, and the one before it as the previous', async () => {
  const { ARN } = await create('tokens/acme', 'one')
  await secrets.send(new PutSecretValueCommand({ SecretId: 'tokens/acme', SecretString: 'two' }))
  await secrets.send(new PutSecretValueCommand({ SecretId: 'tokens/acme', SecretString: 'three' }))
  expect(await read('tokens/acme')).toBe('three')
  expect(await read(ARN ?? '')).toBe('three')
  expect(await read('tokens/acme', 'AWSPREVIOUS')).toBe('two')
})

it('takes the same token twice for one version, and refuses it with other content', async () => {
  await create('tokens/token', 'one')
  const put = (SecretString: string) =>
    secrets.send(
      new PutSecretValueCommand({ SecretId: 'tokens/token', SecretString, ClientRequestToken: 'a'.repeat(32) }),
    )
  const first = await put('two')
  expect((await put('two')).VersionId).toBe(first.VersionId)
  await expect(put('three')).rejects.toBeInstanceOf(ResourceExistsException)
})

it('hides a deleted secret until it is restored, and forgets one that is deleted by force', async () => {
  await create('tokens/gone', 'one')
  await secrets.send(new DeleteSecretCommand({ SecretId: 'tokens/gone' }))
  await expect(read('tokens/gone')).rejects.toBeInstanceOf(InvalidRequestException)
  await expect(create('tokens/gone', 'two')).rejects.toBeInstanceOf(InvalidRequestException)
  await secrets.send(new RestoreSecretCommand({ SecretId: 'tokens/gone' }))
  expect(await read('tokens/gone')).toBe('one')
  await secrets.send(new DeleteSecretCommand({ SecretId: 'tokens/gone', ForceDeleteWithoutRecovery: true }))
  await expect(read('tokens/gone')).rejects.toBeInstanceOf(ResourceNotFoundException)
})

it('lists secrets page by page', async () => {
  await create('list/1', 'x')
  await create('list/2', 'x')
  const first = await secrets.send(new ListSecretsCommand({ MaxResults: 1 }))
  expect(first.SecretList).toHaveLength(1)
  expect(first.NextToken).toBeDefined()
})
