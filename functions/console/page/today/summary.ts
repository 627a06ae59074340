import type { Status } from '../api/shapes.ts'
import { type State, stateOrder } from '../words/states.tsx'

/** How many records are in each state, over all kinds. */
export function totals({ kinds }: Status): Record<State, number> {
  const sum = (state: State) => Object.values(kinds).reduce((total, counts) => total + counts[state], 0)
  return Object.fromEntries(stateOrder.map((state) => [state, sum(state)])) as Record<State, number>
}

/** How many records and events somebody has to see to. */
export const needsPerson = ({ attention, refusedEvents }: Status): number => attention.records + refusedEvents
