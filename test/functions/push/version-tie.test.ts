import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attributes } from '../../../shared/aws/table.ts'
import { aCustomer, anEvent } from '../../scenarios/stage.ts'
import { aWorld } from './world.ts'

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
})
afterEach(() => world.stop())

it('is held also where the push notes the first content at the very moment when the second comes', async () => {
  const event = JSON.parse(anEvent('acme', 'customer/C-1', aCustomer('C-1', { phone: '1' })))
  await world.feed(JSON.stringify(event))
  event.data.record.phone = '2'
  let isPushed = false
  world.db.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const isHold = commandName === UpdateItemCommand.name && JSON.stringify(args.input).includes('version_tie')
        if (isHold && !isPushed) {
          isPushed = true
          await world.push()
        }
        return next(args)
      },
    { step: 'initialize' },
  )

  await world.feed(JSON.stringify(event))

  expect(isPushed).toBe(true)
  expect(await world.record('customer/C-1')).toMatchObject({
    state: 'held',
    reason: { code: 'version_tie' },
    link: { type: 'Customer' },
  })
})

describe('a release that reads more of what the ERP sends than the one before', () => {
  const customer = 'customer/C-1'
  /** Makes a row what the release wrote that kept no more than its own reading. */
  const asBefore = () =>
    world.db.send(
      new UpdateItemCommand({
        TableName: 'records',
        Key: attributes({ pk: 'acme', sk: customer }),
        UpdateExpression: 'SET #hash = :hash REMOVE sentHash',
        ExpressionAttributeNames: { '#hash': 'hash' },
        ExpressionAttributeValues: attributes({ ':hash': 'as the release before read it' }),
      }),
    )
  const writes = () => world.control.calls().filter(({ path }) => path.endsWith('/batch')).length

  it('takes an event that comes again for what it is, and sends nothing', async () => {
    const event = anEvent('acme', customer, aCustomer('C-1'))
    await world.feed(event)
    await world.rest()
    await asBefore()
    const before = writes()

    await world.feed(event)
    await world.rest()

    expect(await world.record(customer)).toMatchObject({ state: 'synced' })
    expect(writes()).toBe(before)
  })

  it('does not say of an older row that the ERP called its customer taxable', async () => {
    await world.feed(anEvent('acme', customer, aCustomer('C-1', { tax_exempt: false })))
    expect(await world.record(customer)).toHaveProperty('record.content.tax_exempt', false)

    await asBefore()

    expect(await world.record(customer)).not.toHaveProperty('record.content.tax_exempt')
  })
})
