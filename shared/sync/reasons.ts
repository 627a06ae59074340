import { books } from './reasons/books.ts'
import { contents } from './reasons/contents.ts'
import { standing } from './reasons/standing.ts'

/** Every reason for which a record is not in QuickBooks, or not as the ERP has it, by a name of its own. */
export const reasons = { ...standing, ...contents, ...books }
