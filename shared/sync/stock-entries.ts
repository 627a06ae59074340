/**
 * What moves stock in the ERP, by the names that it gives the source of a ledger entry: what goes out, what comes in, what is
 * made, and what is counted. A company may choose its own.
 */
export const defaultStockEntries: readonly string[] = [
  'Shipment',
  'Shipping',
  'Invoice Shipment',
  'Order Shipment',
  'Sales Shipment',
  'Packing Slip',
  'Pack List',
  'Pick Ticket',
  'Delivery',
  'Delivery Note',
  'COGS',
  'Cost of Goods Sold',
  'Cost of Sales',
  'Receipt',
  'Receiving',
  'PO Receipt',
  'PO Line Receipt',
  'Purchase Order Receipt',
  'Stock Receipt',
  'Goods Receipt',
  'Production',
  'Build',
  'Assembly',
  'Kit',
  'Work Order',
  'Job',
  'Material Issue',
  'WIP',
  'Adjustment',
  'Inventory Adjustment',
  'Stock Adjustment',
  'Quantity Adjustment',
  'Cycle Count',
  'Physical Inventory',
  'Scrap',
]

/** A name without case, blanks, signs and the plural. */
export const plainType = (type: string): string =>
  type
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/s$/, '')

/** Whether a type is among these, however either is written. */
export const isAmong = (type: string, types: readonly string[]): boolean => {
  const plain = plainType(type)
  return plain !== '' && types.some((one) => plainType(one) === plain)
}
