import type { Reason } from './reason.ts'

/** What keeps a whole company from QuickBooks, or a part of its work, whatever its records are like; the gravest first. */
export const suspensionCodes = [
  'company_reset',
  'subscription_ended',
  'books_locked',
  'access_refused',
  'tokens_refused',
  'calls_refused',
  'reads_refused',
  'plan_lowered',
] as const
export type SuspensionCode = (typeof suspensionCodes)[number]

/** One such thing. It is stored once for the company, never on its records. */
export type Suspension = {
  code: SuspensionCode
  since: string
  /** When it is looked at again. */
  lookAt: number
  /** Of a plan: the types of entities that it does not have. */
  types?: string[] | undefined
}

/** It is looked at so often, since nobody tells us that it is over. */
const LOOK_EVERY_MS = 10 * 60_000

/** How a company stands still from now on; one that stands for the same thing already has stood since then. */
export function suspensionFrom(
  code: SuspensionCode,
  now: number,
  before: Suspension | undefined,
  type?: string,
): Suspension {
  const same = before?.code === code ? before : undefined
  const types = type === undefined ? same?.types : [...new Set([...(same?.types ?? []), type])]
  return { code, since: same?.since ?? new Date(now).toISOString(), lookAt: now + LOOK_EVERY_MS, types }
}

/** Whether one is told although the other was noted before it; of the same, the newer one is. */
export const comesBefore = (code: SuspensionCode, other: Suspension | undefined): boolean =>
  other === undefined || suspensionCodes.indexOf(code) <= suspensionCodes.indexOf(other.code)

/** Whether nothing of the company can go out; otherwise only what it is about has to wait. */
export const stopsAll = ({ code }: Suspension): boolean => code !== 'plan_lowered' && code !== 'reads_refused'

const billing = 'Settings › Subscriptions and billing'
const byItself = 'It is looked at every ten minutes, and at once by Look now; what waits then goes out by itself.'
const monthly =
  'Intuit answers 429, as it does when the calls that it allows the app in a month are used up. It ends by itself, at the latest when the next month begins. Connecting again would not help.'

/** The same in a controller's words. */
export function reasonOf({ code, types = [] }: Pick<Suspension, 'code' | 'types'>): Reason {
  switch (code) {
    case 'company_reset':
      return {
        code,
        message:
          'Somebody has emptied this QuickBooks company (it was reset), so what was there is gone. Nothing is sent, since it would be made a second time, or under another customer.',
        next: 'If that was meant, connect QuickBooks again: it then counts as other books. Pull its lists, link them, and back-fill what belongs there. If not, let Intuit restore the company; it is looked at every ten minutes, and at once by Look now.',
        action: { kind: 'connection' },
      }
    case 'subscription_ended':
      return {
        code,
        message: 'The QuickBooks subscription has ended, so the books can be read and not be written.',
        next: `Renew it in QuickBooks (Settings › Subscriptions and billing). ${byItself}`,
        action: { kind: 'quickbooks', target: billing },
      }
    case 'plan_lowered':
      return {
        code,
        message: `QuickBooks does not take ${types.map((type) => spoken[type] ?? type).join(' and ') || 'some of it'}: its plan does not have that, or the user who connected it may not do it. All else goes on.`,
        next: `Take a plan that has it (purchase orders and inventory need Plus), or let an administrator connect QuickBooks. ${byItself}`,
        action: { kind: 'quickbooks', target: billing },
      }
    case 'books_locked':
      return {
        code,
        message: 'QuickBooks says that it is under maintenance, or that somebody has locked this company.',
        next: `Nothing, unless it lasts: then ask Intuit's support. Connecting again would not help. ${byItself}`,
      }
    case 'access_refused':
      return {
        code,
        message: 'QuickBooks forbids whatever is sent for this company, for a reason that Intuit has not published.',
        next: `Nothing at first: it may be an incident of Intuit's (status.developer.intuit.com). Connecting again would not help. ${byItself} If it lasts for hours, ask Intuit's support.`,
      }
    case 'tokens_refused':
      return { code, message: `Intuit renews no access at present. ${monthly}`, next: `Nothing. ${byItself}` }
    case 'calls_refused':
      return { code, message: `QuickBooks takes nothing at present. ${monthly}`, next: `Nothing. ${byItself}` }
    case 'reads_refused':
      return {
        code,
        message: `QuickBooks lets nothing be read at present; what can go out without a look still does. ${monthly}`,
        next: `Nothing. ${byItself}`,
      }
  }
}

const spoken: Record<string, string> = {
  Vendor: 'vendors',
  Customer: 'customers',
  Item: 'items',
  PurchaseOrder: 'purchase orders',
  Invoice: 'invoices',
  Bill: 'bills',
  JournalEntry: 'journal entries',
  InventoryAdjustment: 'changes of quantities',
}
