import Box from '@cloudscape-design/components/box'
import { pathOf } from '../api/client.ts'
import type { Settings, OpeningStock as Shown } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useCompany } from '../shell/context.ts'
import { countText, moneyText } from '../words/money.ts'

/** What the quantities that parts begin with will post, before they do. */
export function OpeningStock({ data: { stockCountedBy, quantities } }: { data: Settings }) {
  const { company } = useCompany()
  const isCounted = stockCountedBy === 'quickbooks' && quantities !== 'off'
  const { data } = useAnswer<Shown>(isCounted ? pathOf(['companies', company.company, 'opening-stock']) : undefined)
  if (!isCounted) return <Box>Opening quantities post nothing: parts begin without a quantity in QuickBooks.</Box>
  if (!data) return <Box color="text-body-secondary">Opening quantities are added up…</Box>
  if (data.parts === 0)
    return <Box>Opening quantities post nothing now: no part with stock on hand is missing in QuickBooks.</Box>
  return (
    <Box>
      <strong>
        {data.isPartial && 'At least '}
        {moneyText(data.amount)}
      </strong>{' '}
      will be booked by QuickBooks on {data.date}, when {countText(data.parts)} parts with stock on hand are created
      there: to Inventory, against Opening Balance Equity, at their default cost. If the inventory account has that
      balance from before, choose “Not pushed” under Quantities on hand, or clear Opening Balance Equity with your
      accountant afterwards.
      {data.withoutCost > 0 && ` ${countText(data.withoutCost)} of them have no cost, so their stock is worth nothing.`}
    </Box>
  )
}
