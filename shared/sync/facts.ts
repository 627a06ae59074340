import * as z from 'zod/mini'
import type { ErpRecord } from '../erp/record.ts'
import type { Entity } from '../qbo/entity.ts'
import { number, refValue, text } from '../qbo/loose.ts'
import { givenBy } from './given.ts'
import { type Facts, transactionDate } from './record.ts'

const Shape = z.looseObject({
  CurrencyRef: refValue,
  TxnDate: text,
  VendorRef: refValue,
  POStatus: text,
  Type: text,
  QtyOnHand: number,
  IncomeAccountRef: refValue,
  TotalAmt: number,
  LinkedTxn: z.catch(z.optional(z.array(z.looseObject({ TxnId: text, TxnType: text }))), undefined),
})

/** What an entity, as QuickBooks returned it, says that later plans rely on. What a sparse answer leaves out stays. */
export function factsOf(entity: Entity, record: ErpRecord | undefined, known: Facts = {}): Facts {
  const data = z.parse(Shape, entity)
  const own = record && transactionDate(record)
  const isMoved = data.TxnDate !== undefined && own !== undefined && data.TxnDate !== own
  const facts: Facts = {
    currency: data.CurrencyRef ?? known.currency,
    postedOn: data.TxnDate ?? known.postedOn,
    movedFrom: isMoved ? own : undefined,
    total: data.TotalAmt === undefined ? known.total : String(data.TotalAmt),
    vendor: data.VendorRef ?? known.vendor,
    isClosed: data.POStatus === undefined ? known.isClosed : data.POStatus === 'Closed',
    itemType: own === undefined ? (data.Type ?? known.itemType) : undefined,
    quantity: data.QtyOnHand === undefined ? known.quantity : String(data.QtyOnHand),
    incomeAccount: data.IncomeAccountRef ?? known.incomeAccount,
    given: record ? givenBy(record) : known.given,
    orders:
      data.LinkedTxn?.flatMap(({ TxnId, TxnType }) => (TxnId && TxnType === 'PurchaseOrder' ? [TxnId] : [])) ??
      known.orders,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => !isNothing(value)))
}

const isNothing = (value: Facts[keyof Facts]): boolean =>
  value === undefined || value === false || (Array.isArray(value) && value.length === 0)
