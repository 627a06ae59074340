import type { Settings } from '../../shared/sync/settings.ts'
import { Random } from './random.ts'
import type { CompanyName } from './universe.ts'

/** Who counts the stock of a company, and how what is counted comes to QuickBooks. */
export type StockWay = Pick<Settings, 'stockCountedBy' | 'quantities'>

const ways: readonly StockWay[] = [
  { stockCountedBy: 'quickbooks', quantities: 'at-creation' },
  { stockCountedBy: 'quickbooks', quantities: 'at-creation' },
  { stockCountedBy: 'quickbooks', quantities: 'adjust' },
  { stockCountedBy: 'erp', quantities: 'at-creation' },
]

/** The way that a company begins with in a seed. */
export const stockWayOf = (seed: number, company: CompanyName): StockWay =>
  new Random(seed, `stock of ${company}`).pick(ways)
