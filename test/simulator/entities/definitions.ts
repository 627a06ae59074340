import type { EntityName } from '../schema.ts'
import { account } from './account.ts'
import type { Definition } from './definition.ts'
import { invoice } from './invoice.ts'
import { item } from './item.ts'
import { inventoryAdjustment, journalEntry } from './journals.ts'
import { customer, employee, term, vendor } from './people.ts'
import { bill, purchaseOrder } from './purchases.ts'
import { taxCode, taxRate } from './tax.ts'

/** All types of entity that this QuickBooks knows. */
export const definitions: Record<EntityName, Definition> = {
  Customer: customer,
  Vendor: vendor,
  Employee: employee,
  Item: item,
  Account: account,
  Term: term,
  TaxRate: taxRate,
  TaxCode: taxCode,
  PurchaseOrder: purchaseOrder,
  Invoice: invoice,
  Bill: bill,
  JournalEntry: journalEntry,
  InventoryAdjustment: inventoryAdjustment,
}

const byPath = new Map(Object.values(definitions).map((definition) => [definition.name.toLowerCase(), definition]))

/** The type whose resource this is. Paths are lower case and case-sensitive. */
export const definitionAtPath = (path: string) => byPath.get(path)

/** The type of this name, to the letter. */
export const definitionNamed = (name: string) =>
  Object.values(definitions).find((definition) => definition.name === name)

/** The type of this name in a query, where case does not matter. */
export const definitionInQuery = (name: string) => byPath.get(name.toLowerCase())
