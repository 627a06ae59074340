import { pathOf } from '../api/client.ts'
import type { Page, Problem } from '../api/shapes.ts'
import { type Asked, useAnswer } from '../api/use-answer.ts'

/** Whether it keeps nothing out, and is a note on what QuickBooks has. */
export const isNoted = ({ cause }: Problem): boolean => cause.startsWith('noted/')

/** What keeps records out of QuickBooks, grouped by cause. */
export const useProblems = (company: string, options: { everyMs?: number } = {}): Asked<Page<Problem>> =>
  useAnswer<Page<Problem>>(pathOf(['companies', company, 'problems']), options)
