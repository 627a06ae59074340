import { aWorld, type World, world } from '../simulator/world.ts'
import { Random } from './random.ts'

/** Options that a seed leaves as the documents have them, since the product is not right in both worlds yet. */
const left: readonly string[] = ['orderById']

/**
 * In which world a seed's QuickBooks stands: as documented in a third of all, and in the others each option as it falls, but
 * for those that are left out.
 */
export function worldOf(seed: number, without: ReadonlySet<string>): World {
  const random = new Random(seed, 'world')
  if (random.chance(1 / 3)) return aWorld()
  const drawn = Object.entries(world.shape).map(
    ([option, { options }]) => [option, random.pick<string>(options)] as const,
  )
  const kept = drawn.filter(([option]) => !without.has(option) && !left.includes(option))
  return world.parse({ ...aWorld(), ...Object.fromEntries(kept) })
}

/** What of a world is not as documented, by option. */
export function departuresOf(chosen: World): [option: string, choice: string][] {
  const documented: Record<string, string> = aWorld()
  return Object.entries(chosen).filter(([option, choice]) => documented[option] !== choice)
}
