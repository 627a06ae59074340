import type { Stored } from '../company/company.ts'
import { businessRule, missing, Refusal, refuse, serviceError } from '../fault.ts'
import { asText, type Fields, fieldsOf, refOf } from '../json.ts'
import { bareRef, common, date, flag, ignored, money, name, oneOf, quantity, ref, text } from '../schema.ts'
import { requireAccountType } from './account.ts'
import { commonFilters, type Definition, type Draft } from './definition.ts'

const filters = [
  ...commonFilters,
  'Name',
  'FullyQualifiedName',
  'Sku',
  'Active',
  'Type',
  'UnitPrice',
  'PurchaseCost',
  'QtyOnHand',
  'Taxable',
  'TrackQtyOnHand',
  'Description',
  'IncomeAccountRef',
  'ExpenseAccountRef',
  'AssetAccountRef',
]

export const item: Definition = {
  name: 'Item',
  family: 'list',
  fields: {
    ...common,
    Name: name(100),
    Sku: text(100),
    Description: text(4000),
    PurchaseDesc: text(1000),
    Active: flag,
    Type: oneOf('Inventory', 'NonInventory', 'Service', 'Category', 'Group'),
    UnitPrice: money,
    PurchaseCost: money,
    Taxable: flag,
    IncomeAccountRef: ref('Account'),
    ExpenseAccountRef: ref('Account'),
    AssetAccountRef: ref('Account'),
    TrackQtyOnHand: flag,
    QtyOnHand: quantity,
    InvStartDate: date,
    ReorderPoint: quantity,
    PrefVendorRef: ref('Vendor'),
    ParentRef: bareRef('Item'),
    SubItem: flag,
    ClassRef: ref(),
    SalesTaxCodeRef: ref(),
    PurchaseTaxCodeRef: ref(),
    FullyQualifiedName: ignored,
    Level: ignored,
    DeferredRevenue: ignored,
  },
  required: ['Name', 'Type'],
  kept: ['Active', 'TrackQtyOnHand', 'QtyOnHand', 'InvStartDate'],
  filterable: filters,
  sortable: filters,
  complete(draft) {
    const { company, sent, next } = draft
    if (next['Type'] === 'Group') throw businessRule('Items of type Group are read only.')
    if (next['Type'] === 'Inventory') checkInventory(draft)
    else if (next['TrackQtyOnHand'] === true || next['AssetAccountRef'] !== undefined)
      throw businessRule(`An item of type ${asText(next['Type'])} has neither quantity on hand nor an asset account.`)
    if (
      draft.before &&
      draft.before['Type'] !== next['Type'] &&
      [draft.before['Type'], next['Type']].includes('Inventory')
    )
      throw businessRule('You cannot change the type of an inventory item.')
    checkAccounts(draft)
    const vendorId = refOf(sent, 'PrefVendorRef')
    if (vendorId) company.use('Vendor', vendorId, 'PrefVendorRef')
    checkParent(draft)
    if (next['Type'] === 'Category') return { ...next, Active: next['Active'] ?? true }
    return {
      ...next,
      Active: next['Active'] ?? true,
      Taxable: next['Taxable'] ?? false,
      UnitPrice: next['UnitPrice'] ?? 0,
      PurchaseCost: next['PurchaseCost'] ?? 0,
      TrackQtyOnHand: next['Type'] === 'Inventory',
      ...(draft.before?.['InvStartDate'] ? { InvStartDate: draft.before['InvStartDate'] } : {}),
    }
  },
  computed: (stored, company) =>
    fieldsOf({
      FullyQualifiedName: company.fullName(stored),
      QtyOnHand: stored.body['Type'] === 'Inventory' ? company.quantityOf(stored.id) : undefined,
      DeferredRevenue: stored.body['Type'] === 'Service' ? false : undefined,
      Level: company.parentOf(stored) ? company.fullName(stored).split(':').length - 1 : undefined,
    }),
}

function checkInventory({ company, sent, next, before, id }: Draft): void {
  if (!company.preferences.quantityOnHand)
    throw refuse('5020', 'Permission Denied Error : Quantity on hand is not switched on for this company.')
  const needed = [
    'TrackQtyOnHand',
    'QtyOnHand',
    'InvStartDate',
    'IncomeAccountRef',
    'ExpenseAccountRef',
    'AssetAccountRef',
  ]
  const absent = needed.filter((field) => next[field] === undefined)
  if (absent.length > 0)
    throw new Refusal(
      absent.map((field) => serviceError('2020', `Required parameter ${field} is missing in the request`, field)),
    )
  if (next['TrackQtyOnHand'] === false) throw businessRule('TrackQtyOnHand of an inventory item cannot be false.')
  // On an update the field is the date of the adjustment, and QuickBooks wants one for a changed quantity.
  const changesQuantity =
    before && id && sent['QtyOnHand'] !== undefined && sent['QtyOnHand'] !== company.quantityOf(id)
  if (changesQuantity && sent['InvStartDate'] === undefined)
    throw businessRule('(-10600) The date of the quantity is missing or invalid.')
}

/** Income, expense and asset accounts have to be of the types that the kind of item asks for. */
function checkAccounts({ company, sent, next }: Draft): void {
  const type = next['Type']
  const check = (field: string, ...types: string[]) => {
    const id = refOf(sent, field)
    if (id) requireAccountType(company.use('Account', id, field), field, ...types)
  }
  if (type === 'Category') return
  if (!refOf(next, 'IncomeAccountRef') && !refOf(next, 'ExpenseAccountRef')) throw missing('IncomeAccountRef')
  // What is passed on, such as a tax, is sold by a service that books to a liability.
  check('IncomeAccountRef', 'Income', ...(type === 'Service' ? ['Other Current Liability'] : []))
  if (type === 'Inventory') {
    check('ExpenseAccountRef', 'Cost of Goods Sold')
    check('AssetAccountRef', 'Other Current Asset')
    const income = refOf(sent, 'IncomeAccountRef')
    if (income && company.use('Account', income).body['AccountSubType'] !== 'SalesOfProductIncome')
      throw refuse(
        '6430',
        'Invalid account type: an inventory item needs an income account of subtype SalesOfProductIncome',
        'IncomeAccountRef',
      )
    const asset = refOf(sent, 'AssetAccountRef')
    if (asset && company.use('Account', asset).body['AccountSubType'] !== 'Inventory')
      throw refuse(
        '6430',
        'Invalid account type: an inventory item needs an asset account of subtype Inventory',
        'AssetAccountRef',
      )
  } else check('ExpenseAccountRef', 'Expense', 'Cost of Goods Sold', 'Other Expense')
}

function checkParent({ company, id, next }: Draft): void {
  const parentId = refOf(next, 'ParentRef')
  if (next['SubItem'] === true && !parentId)
    throw refuse('6150', 'ParentRef is required if SubItem is true', 'ParentRef')
  if (!parentId) return
  let levels = 1
  for (
    let above: Stored | undefined = company.use('Item', parentId, 'ParentRef');
    above;
    above = company.parentOf(above)
  ) {
    if (above.id === id) throw refuse('900', 'An item cannot be the parent of itself', 'ParentRef')
    if (above.body['Type'] !== 'Category')
      throw refuse('700', 'The parent of an item has to be a category', 'ParentRef')
    levels += 1
  }
  if (levels > 5) throw refuse('6180', 'Items have at most four levels of categories', 'ParentRef')
}

/** Whether stock is kept of the item. */
export const isStocked = (stored: Stored | undefined) => stored?.body['Type'] === 'Inventory'

/** The first day the item may be used on, if stock is kept of it. */
export const firstDayOf = (body: Fields) => asText(body['InvStartDate'])
