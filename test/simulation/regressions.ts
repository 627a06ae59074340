/** Seeds that found a defect once, and what they found; they are run with every test for ever. */
export const regressions: readonly { seed: number; found: string }[] = [
  { seed: 786, found: 'an invoice posted twice, since QuickBooks’ clock was behind by more than a look back allowed for' },
]
