import middy from '@middy/core'
import { refresh } from './refresh.ts'
import { world } from './wiring.ts'

/** Keeps connections alive. */
export const handler = middy(() => refresh(world))
