/** Between 0 and 1; half where the sum is 0. */
export const probability = (sum: number): number => 1 / (1 + Math.exp(-sum))

/** The sum of which a probability was made; kept finite. */
export function logOdds(chance: number): number {
  const inner = Math.min(Math.max(chance, 1e-6), 1 - 1e-6)
  return Math.log(inner / (1 - inner))
}
