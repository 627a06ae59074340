import Big from 'big.js'
import { keyOf } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import { type Context, type PricedLine, quantityAndPrice, toNumber } from './context.ts'

/** A line of an invoice or an order that may be of a part. */
type PartLine = PricedLine & { prcpart?: string | undefined }

/** Quantity and price of a line that is posted with this amount; of a part that QuickBooks counts, none for nothing is none of it. */
export function quantityOf(line: PartLine, amount: Big, context: Context): Body {
  const isNothing = amount.eq(0) && new Big(line.qty ?? 0).eq(0)
  if (isNothing && isCounted(line, context)) return { Qty: 0, UnitPrice: toNumber(line.price ?? '0') }
  return quantityAndPrice({ ...line, amount: amount.toFixed() })
}

/** QuickBooks takes no line without a quantity of a part that it counts (6520). */
export function uncountedProblem(
  lines: readonly { line: PartLine; amount: Big; at: number }[],
  context: Context,
): Reason | undefined {
  const found = lines.find(
    ({ line, amount }) => isCounted(line, context) && !('Qty' in quantityOf(line, amount, context)),
  )
  return found && reasons.quantity(found.at + 1, found.line.prcpart ?? '', found.line.qty, found.line.amount)
}

const isCounted = ({ prcpart }: PartLine, { links }: Context): boolean =>
  prcpart !== undefined && links.get(keyOf('part', prcpart))?.facts?.itemType === 'Inventory'
