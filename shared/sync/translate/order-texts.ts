import type { PurchaseOrder } from '../../erp/purchase-order.ts'

type Line = PurchaseOrder['lines'][number]
/** A line of an order, and at which place the ERP has it. */
export type BookedLine = Line & { at: number }

/** A line that is booked to something; the others only say something. */
export const isBooked = ({ prcpart, account }: Line): boolean => Boolean(prcpart || account)

/**
 * The lines of an order that QuickBooks takes, each with the text of those that follow it and are text only: an order and a bill
 * take no such line (fault 6000).
 */
export function bookedLines({ lines }: Pick<PurchaseOrder, 'lines'>): BookedLine[] {
  const booked: BookedLine[] = []
  for (const [at, line] of lines.entries()) {
    const last = booked.at(-1)
    if (isBooked(line)) booked.push({ ...line, at })
    else if (last) booked[booked.length - 1] = { ...last, description: joined(last.description, line.description) }
  }
  return booked
}

/** The texts that stand before any line that is booked: there the memo has to say them. */
export function leadingTexts({ lines }: Pick<PurchaseOrder, 'lines'>): string[] {
  const first = lines.findIndex(isBooked)
  return lines.slice(0, first < 0 ? lines.length : first).flatMap(({ description }) => description?.trim() || [])
}

const joined = (...texts: (string | undefined)[]): string => texts.flatMap((text) => text?.trim() || []).join('\n')
