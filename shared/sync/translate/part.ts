import Big from 'big.js'
import type { Part } from '../../erp/part.ts'
import { keyOf } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import { accountRules, fitOf } from '../default-accounts.ts'
import { notes } from '../notes.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import type { Settings } from '../settings.ts'
import {
  assemble,
  type Context,
  type Fields,
  optionalText,
  refTo,
  type Translation,
  toNumber,
  wasGiven,
} from './context.ts'

/**
 * The Item that should exist for a part. A stocked part is an Inventory item with three accounts, any other a NonInventory
 * item with two, and a heading a Category with none. Type, quantity and start date are given only at creation: QuickBooks
 * never changes an inventory item's type, and takes a start date on an update for the date of a quantity adjustment.
 */
export function toItem(part: Part, context: Context): Translation {
  const refused = typeProblem(part, context)
  if (refused) return { refused }
  const parent: Body = part.parent ? { SubItem: true, ParentRef: refTo(keyOf('part', part.parent), context) } : {}
  if (part.is_category) {
    return assemble({ Name: part.prcpart, ...parent, ...(context.purpose === 'create' ? { Type: 'Category' } : {}) })
  }
  return assemble(
    {
      Name: part.prcpart,
      Sku: part.prcpart,
      ...parent,
      ...optionalText('Description', part.description, context),
      ...optionalText('PurchaseDesc', part.description, context),
    },
    price('UnitPrice', 'default_resale', part, context),
    price('PurchaseCost', 'default_cost', part, context),
    account('IncomeAccountRef', 'income', part, context),
    account('ExpenseAccountRef', 'expense', part, context),
    isStocked(part, context.settings) ? account('AssetAccountRef', 'asset', part, context) : {},
    context.purpose === 'create' ? birth(part, context) : { Active: true },
  )
}

/** Whether a part is an item of which QuickBooks keeps stock. */
export const isStocked = ({ non_inventory, is_category }: Part, { stockCountedBy }: Settings): boolean =>
  !non_inventory && !is_category && stockCountedBy === 'quickbooks'

function birth(part: Part, { settings, inventoryStart }: Context): Body {
  if (!isStocked(part, settings)) return { Type: 'NonInventory' }
  return {
    Type: 'Inventory',
    TrackQtyOnHand: true,
    // What is about to become inactive is given nothing that QuickBooks would have to book out again.
    QtyOnHand: settings.quantities === 'off' || !part.active ? 0 : toNumber(part.qoh ?? '0'),
    InvStartDate: settings.inventoryStartDate ?? inventoryStart,
  }
}

/** A price of an item is an amount to QuickBooks, and no amount has more decimals. */
const PRICE_DECIMALS_MAX = 5

/** It proposes a price and posts none, so it is rounded to what QuickBooks takes. */
function price(
  field: 'UnitPrice' | 'PurchaseCost',
  from: 'default_cost' | 'default_resale',
  part: Part,
  context: Context,
): Fields {
  const exact = part[from]
  // Of an item a price of nought is none.
  if (exact === undefined) return { fields: wasGiven(field, context) ? { [field]: 0 } : {} }
  const rounded = new Big(exact).round(PRICE_DECIMALS_MAX)
  const told = rounded.eq(exact) ? [] : [notes.price(from, exact, rounded.toFixed(), PRICE_DECIMALS_MAX)]
  return { fields: { [field]: toNumber(rounded) }, notes: told }
}

/** An item is stocked, not stocked or a heading for good; QuickBooks refuses to make one of another. */
export function typeProblem(part: Part, { link, settings }: Pick<Context, 'link' | 'settings'>): Reason | undefined {
  const { itemType: has, quantity } = link?.facts ?? {}
  if (!has) return undefined
  const wanted = part.is_category ? 'Category' : isStocked(part, settings) ? 'Inventory' : 'NonInventory'
  const isOfType = has === wanted || (wanted === 'NonInventory' && has === 'Service')
  const isByChoice = has === 'Inventory' && !part.non_inventory && !part.is_category
  return isOfType
    ? undefined
    : reasons.itemType(has, wanted, quantity, isByChoice ? settings.stockCountedBy : undefined)
}

/** Where a part names its own account. Only the material part of the cost of goods: an item has one expense account. */
const ownAccount = { asset: 'asset_account', income: 'income_account', expense: 'cogs_material_account' } as const

/** The account that the part names, where it is tied; else its product code's; else the company's default. */
function account(
  field: string,
  use: keyof typeof ownAccount,
  part: Part,
  { links, settings, accounts }: Context,
): Fields {
  const number = part[ownAccount[use]]
  const own = number === undefined ? undefined : links.get(keyOf('account', number))
  const code = part.prcpart.slice(0, 3)
  const prc = settings.prcAccounts[code]?.[use]
  const id = own?.id ?? prc ?? settings.defaultAccounts[use]
  if (!id) return { refused: reasons.noDefaultAccount(use) }
  const types = own?.account ?? accounts.get(id)
  const isCounted = isStocked(part, settings)
  const isWrong = types && (isCounted ? fitOf(use, types) === 'wrong' : isWrongUnstocked(use, types.type))
  if (isWrong) {
    const words = isCounted ? accountRules[use].words : unstocked[use].join(' or ')
    const chosenIn = own ? ownAccount[use] : prc ? `prcAccounts.${code}.${use}` : `defaultAccounts.${use}`
    return { refused: reasons.accountType(use, own && number ? number : id, types, words, chosenIn) }
  }
  return { fields: { [field]: { value: id } } }
}

/** What QuickBooks takes for an item that is not stocked, whatever the detail type. */
const unstocked = {
  income: ['Income'],
  expense: ['Cost of Goods Sold', 'Expense', 'Other Expense'],
  asset: [],
} as const satisfies Record<string, readonly string[]>

const isWrongUnstocked = (use: keyof typeof unstocked, type: string): boolean =>
  !(unstocked[use] as readonly string[]).includes(type)
