import { isPassing } from './passing.ts'

/**
 * Does something for these together and, where it fails for the sake of one of them, for each half by itself, until that one
 * stands alone. What fails for the time being fails for all.
 *
 * @param alone told of each that it fails for, and why
 * @returns what came of it for each group that it was done for in the end
 */
export async function apart<Value, Result>(
  values: readonly Value[],
  run: (some: readonly Value[]) => Promise<Result>,
  alone: (value: Value, error: unknown) => Promise<unknown>,
): Promise<Result[]> {
  const [first] = values
  if (first === undefined) return []
  try {
    return [await run(values)]
  } catch (error) {
    if (isPassing(error)) throw error
    if (values.length === 1) {
      await alone(first, error)
      return []
    }
    const half = Math.ceil(values.length / 2)
    return [...(await apart(values.slice(0, half), run, alone)), ...(await apart(values.slice(half), run, alone))]
  }
}
