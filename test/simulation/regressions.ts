/** Seeds that failed once, and what they had found. They stay for ever. */
export const regressions: readonly { seed: number; found: string }[] = []
