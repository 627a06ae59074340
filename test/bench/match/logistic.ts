/** One example: its features in order, whether it is a true pair, and how much it counts. */
export type Example = { readonly features: Float64Array; readonly isTrue: boolean; readonly weight: number }

const SWEEPS = 60

/**
 * Fits a logistic regression, one weight at a time by Newton's step, each kept to the sign it may have: 1, -1, or 0 for
 * one that stays out. Returns the bias, then the weights.
 */
export function fitLogistic(examples: readonly Example[], signs: readonly number[], ridge: number): number[] {
  const sums = new Float64Array(examples.length)
  const weights = signs.map(() => 0)
  let bias = 0
  const step = (feature: number): number => {
    let slope = 0
    let bend = 1e-6
    for (const [at, { features, isTrue, weight }] of examples.entries()) {
      const value = feature < 0 ? 1 : (features[feature] ?? 0)
      if (value === 0) continue
      const chance = 1 / (1 + Math.exp(-(sums[at] ?? 0)))
      slope += weight * value * ((isTrue ? 1 : 0) - chance)
      bend += weight * value * value * Math.max(chance * (1 - chance), 0.01)
    }
    if (feature < 0) return slope / bend
    const now = weights[feature] ?? 0
    const sign = signs[feature] ?? 0
    const free = now + (slope - ridge * now) / (bend + ridge)
    return (sign > 0 ? Math.max(free, 0) : sign < 0 ? Math.min(free, 0) : 0) - now
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let feature = -1; feature < signs.length; feature++) {
      if (feature >= 0 && signs[feature] === 0) continue
      const change = Math.min(Math.max(step(feature), -1), 1)
      if (change === 0) continue
      if (feature < 0) bias += change
      else weights[feature] = (weights[feature] ?? 0) + change
      for (const [at, { features }] of examples.entries()) {
        sums[at] = (sums[at] ?? 0) + change * (feature < 0 ? 1 : (features[feature] ?? 0))
      }
    }
  }
  return [bias, ...weights]
}
