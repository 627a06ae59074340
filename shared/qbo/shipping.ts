import type { Body } from './entity.ts'

/**
 * QuickBooks' own item for shipping. It stands in no list, books to the shipping income account of the company, and is taken
 * only where the company has switched shipping on.
 */
export const SHIPPING_ITEM = 'SHIPPING_ITEM_ID'

/** Whether an invoice has a line of it. */
export const hasShipping = ({ Line }: Body): boolean =>
  Array.isArray(Line) &&
  Line.some((line) => Object(Object(Object(line).SalesItemLineDetail).ItemRef).value === SHIPPING_ITEM)
