import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'

/**
 * The SDK waits for an answer for ever unless it is told not to. A table answers within milliseconds, so a call that has
 * been silent for five seconds is lost, and the SDK makes it again: every write of ours may be made twice.
 */
const limits = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
}

export const dynamodb = () => new DynamoDBClient(limits)
export const sqs = () => new SQSClient(limits)
export const secretsManager = () => new SecretsManagerClient(limits)
