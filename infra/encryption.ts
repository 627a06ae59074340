import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'

/** What a table's callers need; spelled out, where AWS's examples end in wildcards. */
const forTables = [
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
]
const forQueues = { takes: ['Decrypt'], sends: ['Decrypt', 'GenerateDataKey'] }
const forSecrets = { reads: ['Decrypt'], writes: ['Decrypt', 'GenerateDataKey'] }

/**
 * The one key for tables, queues, secrets and logs: they hold the same books, so keys apart would be opened by
 * the same functions.
 */
export class Encryption extends Key {
  constructor(scope: Construct, id: string, { keeps }: { keeps: boolean }) {
    super(scope, id, {
      enableKeyRotation: true,
      removalPolicy: keeps ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    const { region, partition, account } = Stack.of(this)
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` },
        },
      }),
    )
  }

  /** Lets a function use the key as a table's caller, and only by way of the table. */
  grantThroughTables(fn: Lambda): void {
    this.#grantThrough(fn, 'dynamodb', forTables)
  }

  /** Lets a function use the key as one that takes a queue's messages or sends some, and only by way of the queue. */
  grantThroughQueues(fn: Lambda, does: 'takes' | 'sends'): void {
    this.#grantThrough(fn, 'sqs', forQueues[does])
  }

  /** Lets a function use the key as one that reads secrets or writes them, and only by way of a secret. */
  grantThroughSecrets(fn: Lambda, does: 'reads' | 'writes'): void {
    this.#grantThrough(fn, 'secretsmanager', forSecrets[does])
  }

  #grantThrough(fn: Lambda, service: string, actions: readonly string[]): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `kms:${action}`),
        resources: [this.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(this).region}.amazonaws.com` } },
      }),
    )
  }
}
