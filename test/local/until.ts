import { setTimeout as sleep } from 'node:timers/promises'
import { PATIENCE_MS } from '../patience.ts'

/** Asks again until the answer is one to go on with, and then gives it; gives up after the time with the last one. */
export async function until<Value>(
  ask: () => Value | Promise<Value>,
  isEnough: (value: Value) => boolean,
  { everyMs = 20, withinMs = PATIENCE_MS } = {},
): Promise<Value> {
  const giveUpAt = Date.now() + withinMs
  for (;;) {
    const value = await ask()
    if (isEnough(value) || Date.now() > giveUpAt) return value
    await sleep(everyMs)
  }
}
