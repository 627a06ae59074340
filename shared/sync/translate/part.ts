import type { Part } from '../../erp/part.ts'
import type { RecordKey } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import { type Reason, reasons } from '../reasons.ts'
import { type Context, optionalText, type Translation, toNumber } from './context.ts'

/**
 * The Item that should exist for a part. A stocked part is an Inventory item with three accounts, any other a NonInventory
 * item with two. Type, quantity and start date are given only at creation: QuickBooks never changes an inventory item's
 * type, and takes a start date on an update for the date of a quantity adjustment.
 */
export function toItem(part: Part, context: Context): Translation {
  const income = account('income', part.income_account, context)
  const expense = account('expense', part.cogs_material_account, context)
  const asset = part.non_inventory ? undefined : account('asset', part.asset_account, context)
  for (const choice of [income, expense, asset]) if (choice && 'refused' in choice) return choice

  return {
    body: {
      Name: part.prcpart,
      Sku: part.prcpart,
      ...optionalText('Description', part.description, context),
      ...optionalText('PurchaseDesc', part.description, context),
      ...(part.default_resale === undefined ? {} : { UnitPrice: toNumber(part.default_resale) }),
      ...(part.default_cost === undefined ? {} : { PurchaseCost: toNumber(part.default_cost) }),
      ...(income && refField('IncomeAccountRef', income)),
      ...(expense && refField('ExpenseAccountRef', expense)),
      ...(asset && refField('AssetAccountRef', asset)),
      ...(context.purpose === 'create' ? birth(part, context) : { Active: true }),
    },
  }
}

function birth(part: Part, { settings, inventoryStart }: Context): Body {
  if (part.non_inventory) return { Type: 'NonInventory' }
  return {
    Type: 'Inventory',
    TrackQtyOnHand: true,
    QtyOnHand: settings.quantities === 'off' ? 0 : toNumber(part.qoh ?? '0'),
    InvStartDate: settings.inventoryStartDate ?? inventoryStart,
  }
}

type Choice = { ref: { value: string } } | { refused: Reason }

/** The account the part names, where it is tied, before the company's default. */
function account(use: 'asset' | 'income' | 'expense', number: string | undefined, context: Context): Choice {
  const key: RecordKey | undefined = number === undefined ? undefined : `account/${number}`
  const id = (key && context.links.get(key)?.id) ?? context.settings.defaultAccounts[use]
  return id ? { ref: { value: id } } : { refused: reasons.noDefaultAccount(use) }
}

const refField = (field: string, choice: Choice): Body => ('ref' in choice ? { [field]: choice.ref } : {})
