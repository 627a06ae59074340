import { aWorld, type World, world } from '../simulator/world.ts'
import { Random } from './random.ts'

/**
 * In which world a seed's QuickBooks stands: as documented in a third of all, and in the others each option as it falls, but
 * for those that are left out to see what it takes.
 */
export function worldOf(seed: number, without: ReadonlySet<string>): World {
  const random = new Random(seed, 'world')
  if (random.chance(1 / 3)) return aWorld()
  const drawn = Object.entries(world.shape).map(
    ([option, { options }]) => [option, random.pick<string>(options)] as const,
  )
  const kept = drawn.filter(([option]) => !without.has(option))
  const chosen = world.parse({ ...aWorld(), ...Object.fromEntries(kept) })
  // A QuickBooks that sorts by nothing could not be read at all.
  const isUnsorted = [chosen.orderById, chosen.orderByCreateTime, chosen.orderByUpdateTime].every(
    (one) => one === 'refused',
  )
  return isUnsorted ? { ...chosen, orderById: 'taken' } : chosen
}

/** What of a world is not as documented, by option. */
export function departuresOf(chosen: World): [option: string, choice: string][] {
  const documented: Record<string, string> = aWorld()
  return Object.entries(chosen).filter(([option, choice]) => documented[option] !== choice)
}
