import { sabotagesOfKeeping } from './sabotages/of-keeping.ts'
import { sabotagesOfWrites } from './sabotages/of-writes.ts'

/** A defect of one line: where it is put, what it replaces, and why nobody would want it. */
export type Sabotage = {
  name: string
  file: string
  find: string
  replace: string
  why: string
  /** The seed at which it fell when somebody last searched for one. */
  falls: number
}

/**
 * Defects, each switched on by itself. A simulation that does not find every one of them is broken. They stand here and
 * not in the code: a loader puts them in while it reads the one file that each is for.
 */
export const sabotages: readonly Sabotage[] = [...sabotagesOfWrites, ...sabotagesOfKeeping]
