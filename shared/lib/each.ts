/** These in groups of so many at most. */
export const chunks = <Value>(values: readonly Value[], size: number): Value[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size))

/** Does something to each of these, so many at the same time at most. The first failure ends it. */
export async function eachOf<Value>(
  values: readonly Value[],
  atOnce: number,
  run: (value: Value) => Promise<unknown>,
): Promise<void> {
  let next = 0
  let isFailed = false
  const lane = async () => {
    while (next < values.length && !isFailed) {
      const value = values[next++] as Value
      try {
        await run(value)
      } catch (error) {
        isFailed = true
        throw error
      }
    }
  }
  // What is under way comes to its end first, so that nothing goes on behind the back of whoever hears of the failure.
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, values.length) }, lane))
  for (const { status, ...rest } of lanes) if (status === 'rejected' && 'reason' in rest) throw rest.reason
}
