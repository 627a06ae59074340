import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, it } from 'vitest'
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
