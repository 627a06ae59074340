import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import * as z from 'zod/mini'

/** A company's tokens. Only Secrets Manager and the memory of a running function ever hold them. */
export const Tokens = z.object({
  realmId: z.string(),
  epoch: z.number(),
  accessToken: z.string(),
  accessExpiresAt: z.number(),
  refreshToken: z.string(),
  /** The one before: if the answer that replaced it was lost, it may be the one that still works. */
  previousRefreshToken: z.optional(z.string()),
  refreshExpiresAt: z.number(),
  hardExpiresAt: z.optional(z.number()),
  /** When this was stored; Secrets Manager wants to be written no more than once in ten minutes. */
  storedAt: z.number(),
})
export type Tokens = z.output<typeof Tokens>

export type SecretStore = ReturnType<typeof secretStore>

/** The secrets: JSON under a name, undefined where there is none. New ones are encrypted under our own key. */
export function secretStore(secrets: SecretsManagerClient, kmsKeyId?: string) {
  return {
    async read(name: string): Promise<unknown> {
      try {
        const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: name }))
        return SecretString === undefined ? undefined : parsed(SecretString)
      } catch (error) {
        // An operator has yet to fill it in, or it is on its way out.
        if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) return undefined
        throw error
      }
    },

    async replace(name: string, value: object): Promise<void> {
      await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(value) }))
    },

    /** Stores a secret whether there is one of that name, or was one, or not. */
    async store(name: string, value: object): Promise<void> {
      const SecretString = JSON.stringify(value)
      try {
        await secrets.send(
          new CreateSecretCommand({ Name: name, SecretString, ...(kmsKeyId && { KmsKeyId: kmsKeyId }) }),
        )
      } catch (error) {
        if (error instanceof InvalidRequestException) await secrets.send(new RestoreSecretCommand({ SecretId: name }))
        else if (!(error instanceof ResourceExistsException)) throw error
        await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString }))
      }
    },

    /** Deletes a secret at once and for good. */
    async drop(name: string): Promise<void> {
      try {
        await secrets.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }))
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error
      }
    },
  }
}

/** CDK creates a secret with a random text in it; before the operator has stored JSON, there is nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
