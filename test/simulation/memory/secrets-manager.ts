import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'

/** Secrets Manager in memory. The contract test holds it against the local one. */
export class MemorySecretsManager {
  readonly #secrets = new Map<string, string>()

  client(): SecretsManagerClient {
    return secretsClientOf(async (command) => this.execute(command))
  }

  /** A secret as it is stored now, for whoever checks. */
  peek = (name: string): string | undefined => this.#secrets.get(name)

  execute(command: object): object {
    if (command instanceof CreateSecretCommand) {
      const { Name = '', SecretString = '' } = command.input
      if (this.#secrets.has(Name)) throw new ResourceExistsException({ $metadata: {}, message: `${Name} exists` })
      this.#secrets.set(Name, SecretString)
      return { Name }
    }
    if (command instanceof GetSecretValueCommand) return { SecretString: this.#read(command.input.SecretId) }
    if (command instanceof PutSecretValueCommand) {
      this.#read(command.input.SecretId)
      this.#secrets.set(command.input.SecretId ?? '', command.input.SecretString ?? '')
      return {}
    }
    if (command instanceof DeleteSecretCommand) {
      this.#read(command.input.SecretId)
      this.#secrets.delete(command.input.SecretId ?? '')
      return {}
    }
    if (command instanceof RestoreSecretCommand) {
      this.#read(command.input.SecretId)
      return {}
    }
    throw new TypeError(`the memory knows no ${command.constructor.name}`)
  }

  #read(name: string | undefined): string {
    const text = this.#secrets.get(name ?? '')
    if (text === undefined) throw new ResourceNotFoundException({ $metadata: {}, message: `there is no ${name}` })
    return text
  }
}

/** A client whose every command goes through one function. The adapters use nothing but `send`. */
const secretsClientOf = (send: (command: object) => Promise<object>): SecretsManagerClient =>
  ({ send }) as unknown as SecretsManagerClient
