import middy from '@middy/core'
import { sweep } from './sweep.ts'
import { feed, world } from './wiring.ts'

/** Looks how much of the feed is unread, and wakes whoever has work due. */
export const handler = middy(async () => {
  await feed.look(world.now())
  await sweep(world)
})
