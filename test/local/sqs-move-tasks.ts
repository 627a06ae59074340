import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { AwsError, type Operations, operation } from './aws-json.ts'
import type { Queue } from './sqs-queue.ts'

type Status = 'RUNNING' | 'COMPLETED' | 'CANCELLED'
type Task = {
  handle: string
  source: Queue
  destinationArn: string | undefined
  perSecond: number
  status: Status
  moved: number
  toMove: number
  startedAt: number
}

const TICK_MS = 100
/** As fast as SQS goes when nobody names a speed. */
const PER_SECOND_DEFAULT = 500

/** Message move tasks: dead letters go back to the queue they failed in, at a chosen speed, as new messages. */
export function moveTasks(byArn: (arn: string) => Queue | undefined, all: () => Queue[]) {
  const tasks: Task[] = []
  const timers = new Map<Task, NodeJS.Timeout>()

  function finish(task: Task, status: Status): void {
    task.status = status
    clearInterval(timers.get(task))
    timers.delete(task)
  }

  function move(task: Task): void {
    const left = task.toMove - task.moved
    for (let count = Math.min(left, Math.ceil((task.perSecond * TICK_MS) / 1_000)); count > 0; count--) {
      const message = task.source.remove()
      if (!message) {
        task.toMove = task.moved
        break
      }
      byArn(task.destinationArn ?? message.deadLetterSource ?? '')?.send(message.body, message.attributes, 0)
      task.moved += 1
    }
    if (task.moved === task.toMove) finish(task, 'COMPLETED')
  }

  const operations: Operations = {
    StartMessageMoveTask: operation(
      z.object({
        SourceArn: z.string(),
        DestinationArn: z.optional(z.string()),
        MaxNumberOfMessagesPerSecond: z._default(z.int().check(z.gte(1), z.lte(500)), PER_SECOND_DEFAULT),
      }),
      ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }) => {
        const source = byArn(SourceArn)
        if (!source || (DestinationArn && !byArn(DestinationArn))) {
          throw new AwsError('ResourceNotFoundException', 'The resource that you specified does not exist.')
        }
        if (!all().some(({ settings }) => settings.redrive?.deadLetterArn === SourceArn)) {
          throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.')
        }
        if (tasks.some((task) => task.source === source && task.status === 'RUNNING')) {
          throw new AwsError('UnsupportedOperation', 'There is already a task running.')
        }
        const task: Task = {
          handle: Buffer.from(randomUUID()).toString('base64'),
          source,
          destinationArn: DestinationArn,
          perSecond: MaxNumberOfMessagesPerSecond,
          status: 'RUNNING',
          moved: 0,
          toMove: source.counts().visible,
          startedAt: Date.now(),
        }
        tasks.unshift(task)
        timers.set(
          task,
          setInterval(() => move(task), TICK_MS),
        )
        return { TaskHandle: task.handle }
      },
    ),
    ListMessageMoveTasks: operation(
      z.object({ SourceArn: z.string(), MaxResults: z._default(z.int(), 1) }),
      ({ SourceArn, MaxResults }) => ({
        Results: tasks
          .filter(({ source }) => source.arn === SourceArn)
          .slice(0, MaxResults)
          .map(answerOf),
      }),
    ),
    CancelMessageMoveTask: operation(z.object({ TaskHandle: z.string() }), ({ TaskHandle }) => {
      const task = tasks.find(({ handle, status }) => handle === TaskHandle && status === 'RUNNING')
      if (!task) throw new AwsError('ResourceNotFoundException', 'There is no such task running.')
      finish(task, 'CANCELLED')
      return { ApproximateNumberOfMessagesMoved: task.moved }
    }),
  }

  return {
    operations,
    stop: () => {
      for (const task of [...timers.keys()]) finish(task, 'CANCELLED')
    },
  }
}

function answerOf(task: Task) {
  return {
    TaskHandle: task.status === 'RUNNING' ? task.handle : undefined,
    Status: task.status,
    SourceArn: task.source.arn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    StartedTimestamp: task.startedAt,
  }
}
