import { type PushedKind, pushedKinds } from '../../shared/sync/settings.ts'

/** Every kind switched on. */
export const everyKind = Object.fromEntries(pushedKinds.map((kind) => [kind, true])) as Record<PushedKind, true>

/** Accounts that every company in the simulated Intuit has: inventory asset, sales, cost of goods sold, accounts payable. */
export const defaultAccounts = { asset: '81', income: '79', expense: '80', payable: '33' }
