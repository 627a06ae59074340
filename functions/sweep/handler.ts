import middy from '@middy/core'
import { sweep } from './sweep.ts'
import { world } from './wiring.ts'

/** Wakes whoever has work due. */
export const handler = middy(async () => {
  await sweep(world)
})
