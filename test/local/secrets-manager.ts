import { randomBytes, randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { AwsError, operation, serveAwsJson } from './aws-json.ts'

const DAY_MS = 24 * 3_600_000
const SECRET_MAX_BYTES = 65_536

const Version = z.object({
  id: z.string(),
  stages: z.array(z.string()),
  text: z.optional(z.string()),
  binary: z.optional(z.string()),
  createdAt: z.number(),
})
const Secret = z.object({
  name: z.string(),
  arn: z.string(),
  description: z.optional(z.string()),
  createdAt: z.number(),
  changedAt: z.number(),
  deletedAt: z.optional(z.number()),
  versions: z.array(Version),
})
type Secret = z.output<typeof Secret>
type Version = z.output<typeof Version>

const Content = {
  SecretString: z.optional(z.string()),
  SecretBinary: z.optional(z.string()),
  ClientRequestToken: z.optional(z.string()),
}
type Content = z.output<z.ZodMiniObject<typeof Content>>
const OfSecret = { SecretId: z.string() }

export type SecretsManager = Awaited<ReturnType<typeof startSecretsManager>>

/** Secrets Manager on this machine: secrets in memory, each with its current and previous version. */
export async function startSecretsManager({ region, accountId }: { region: string; accountId: string }) {
  const secrets = new Map<string, Secret>()

  function find(id: string): Secret {
    const secret = secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id || arn.slice(0, -7) === id)
    if (secret) return secret
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
  }

  function findLive(id: string): Secret {
    const secret = find(id)
    if (secret.deletedAt === undefined) return secret
    throw new AwsError('InvalidRequestException', 'The secret was marked for deletion.')
  }

  function create(name: string, content: Content, description?: string): Secret {
    if (secrets.has(name)) {
      const isDeleted = secrets.get(name)?.deletedAt !== undefined
      if (isDeleted) throw new AwsError('InvalidRequestException', 'A secret with this name is scheduled for deletion.')
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`)
    }
    const now = Date.now()
    const suffix = randomBytes(8).toString('base64url').replace(/[-_]/g, 'x').slice(0, 6)
    const arn = `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`
    const secret: Secret = { name, arn, description, createdAt: now, changedAt: now, versions: [] }
    if (content.SecretString !== undefined || content.SecretBinary !== undefined) put(secret, content)
    secrets.set(name, secret)
    return secret
  }

  const { url, stop } = await serveAwsJson(() => ({
    CreateSecret: operation(
      z.object({ Name: z.string(), Description: z.optional(z.string()), ...Content }),
      ({ Name, Description, ...content }) => answerOf(create(Name, content, Description)),
    ),
    PutSecretValue: operation(
      z.object({ ...OfSecret, VersionStages: z.optional(z.array(z.string())), ...Content }),
      ({ SecretId, VersionStages, ...content }) => {
        const secret = findLive(SecretId)
        return answerOf(secret, put(secret, content, VersionStages))
      },
    ),
    UpdateSecret: operation(
      z.object({ ...OfSecret, Description: z.optional(z.string()), ...Content }),
      ({ SecretId, Description, ...content }) => {
        const secret = findLive(SecretId)
        secret.description = Description ?? secret.description
        const hasContent = content.SecretString !== undefined || content.SecretBinary !== undefined
        return answerOf(secret, hasContent ? put(secret, content) : undefined)
      },
    ),
    GetSecretValue: operation(
      z.object({ ...OfSecret, VersionId: z.optional(z.string()), VersionStage: z.optional(z.string()) }),
      ({ SecretId, VersionId, VersionStage }) => {
        const secret = findLive(SecretId)
        const stage = VersionStage ?? (VersionId ? undefined : 'AWSCURRENT')
        const version = secret.versions.find(
          ({ id, stages }) => (!VersionId || id === VersionId) && (!stage || stages.includes(stage)),
        )
        const asked = VersionId ? `VersionId: ${VersionId}` : `staging label: ${stage}`
        if (!version) throw new AwsError('ResourceNotFoundException', `There is no secret value for ${asked}`)
        return {
          ...answerOf(secret, version),
          SecretString: version.text,
          SecretBinary: version.binary,
          CreatedDate: version.createdAt / 1_000,
        }
      },
    ),
    DescribeSecret: operation(z.object(OfSecret), ({ SecretId }) => description(find(SecretId))),
    ListSecretVersionIds: operation(z.object(OfSecret), ({ SecretId }) => {
      const secret = find(SecretId)
      const Versions = secret.versions.map(({ id, stages, createdAt }) => ({
        VersionId: id,
        VersionStages: stages,
        CreatedDate: createdAt / 1_000,
      }))
      return { ARN: secret.arn, Name: secret.name, Versions }
    }),
    ListSecrets: operation(
      z.object({ MaxResults: z._default(z.int(), 100), NextToken: z.optional(z.string()) }),
      ({ MaxResults, NextToken }) => {
        const from = Number(NextToken ?? 0)
        const live = [...secrets.values()].filter(({ deletedAt }) => deletedAt === undefined)
        const next = from + MaxResults
        const SecretList = live.slice(from, next).map(description)
        return { SecretList, ...(next < live.length && { NextToken: String(next) }) }
      },
    ),
    DeleteSecret: operation(
      z.object({
        ...OfSecret,
        RecoveryWindowInDays: z._default(z.int().check(z.gte(7), z.lte(30)), 30),
        ForceDeleteWithoutRecovery: z._default(z.boolean(), false),
      }),
      ({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery }) => {
        const secret = ForceDeleteWithoutRecovery ? find(SecretId) : findLive(SecretId)
        if (ForceDeleteWithoutRecovery) secrets.delete(secret.name)
        else secret.deletedAt = Date.now() + RecoveryWindowInDays * DAY_MS
        return { ARN: secret.arn, Name: secret.name, DeletionDate: (secret.deletedAt ?? Date.now()) / 1_000 }
      },
    ),
    RestoreSecret: operation(z.object(OfSecret), ({ SecretId }) => {
      const secret = find(SecretId)
      secret.deletedAt = undefined
      return answerOf(secret)
    }),
  }))

  return {
    url,
    /** Makes sure that the secret is there, with this content if one is given. */
    seed: (name: string, text?: string): { arn: string } => {
      const secret = secrets.get(name) ?? create(name, {})
      if (text !== undefined) put(secret, { SecretString: text })
      return secret
    },
    snapshot: () => [...secrets.values()],
    restore: (kept: unknown) => {
      for (const secret of z.parse(z.array(Secret), kept)) secrets.set(secret.name, secret)
    },
    stop,
  }
}

/** Adds a version. The same token with the same content is the same version; with other content it is refused. */
function put(secret: Secret, content: Content, stages = ['AWSCURRENT']): Version {
  const { SecretString: text, SecretBinary: binary, ClientRequestToken: id = randomUUID() } = content
  if (Buffer.byteLength(text ?? binary ?? '') > SECRET_MAX_BYTES) {
    throw new AwsError('InvalidParameterException', `The secret value is longer than ${SECRET_MAX_BYTES} bytes.`)
  }
  const same = secret.versions.find((version) => version.id === id)
  if (same) {
    if (same.text === text && same.binary === binary) return same
    throw new AwsError('ResourceExistsException', 'You provided a ClientRequestToken that was used with other content.')
  }
  const version: Version = { id, stages: [], text, binary, createdAt: Date.now() }
  secret.versions.push(version)
  secret.changedAt = version.createdAt
  for (const stage of stages) {
    const holder = secret.versions.find((other) => other.stages.includes(stage))
    if (stage === 'AWSCURRENT' && holder) moveStage(secret, 'AWSPREVIOUS', holder)
    moveStage(secret, stage, version)
  }
  // A version without a stage is deprecated: nobody can ask for it but by its id, and AWS drops it in the end.
  secret.versions = secret.versions.filter((other) => other.stages.length > 0)
  return version
}

function moveStage(secret: Secret, stage: string, to: Version): void {
  for (const version of secret.versions) version.stages = version.stages.filter((other) => other !== stage)
  to.stages.push(stage)
}

function answerOf(secret: Secret, version = secret.versions.find(({ stages }) => stages.includes('AWSCURRENT'))) {
  return { ARN: secret.arn, Name: secret.name, VersionId: version?.id, VersionStages: version?.stages }
}

function description(secret: Secret) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    CreatedDate: secret.createdAt / 1_000,
    LastChangedDate: secret.changedAt / 1_000,
    DeletedDate: secret.deletedAt === undefined ? undefined : secret.deletedAt / 1_000,
    VersionIdsToStages: Object.fromEntries(secret.versions.map(({ id, stages }) => [id, stages])),
  }
}
