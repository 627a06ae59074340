import { z } from 'zod'

/**
 * In which of the possible worlds this QuickBooks stands, where the documents and the service differ or nobody knows. Each
 * option names its row of §13 of the sheet of facts. The first choice is what the documents say, and what holds where nothing
 * is chosen; the product has to be right in every one.
 */
export const world = z.strictObject({
  /** Row 1: whether the `TotalTax` of an invoice is kept, and whether it needs its `TxnTaxCodeRef` beside it. */
  totalTax: z.enum(['honoured', 'honoured with its code', 'ignored', 'a cent off']),
  /** Row 1: whether a tax that is stated for an exempt customer is kept, and one for a customer without an address. */
  taxOfExempt: z.enum(['as stated', 'dropped']),
  taxWithoutAddress: z.enum(['as for others', 'none']),
  /** Row 2: whether a query may be sorted by Id; where not, it is refused with 4001. */
  orderById: z.enum(['taken', 'refused']),
  /** Row 2: the same of the times at which an entity was created and changed. */
  orderByCreateTime: z.enum(['taken', 'refused']),
  orderByUpdateTime: z.enum(['taken', 'refused']),
  /** Row 2: in which order rows come that are alike in what they are sorted by, such as those of one second. */
  rowsAlike: z.enum(['by Id', 'in any order']),
  /** Row 3: whether tokens are renewed once the month's reads are spent; where not, the token endpoint answers 429. */
  tokensInSpentMonth: z.enum(['renewed', 'refused']),
  /** Row 4: whether addresses of documents come back as they were sent, or as rows of text with a country in three letters. */
  addresses: z.enum(['as sent', 'flattened']),
  /** Row 5: whether answers hold fields that nobody has announced. */
  unknownFields: z.enum(['none', 'some']),
  /** Row 5: whether an invoice that a person notes as paid gets another SyncToken. */
  paidInvoice: z.enum(['as it was', 'with another token']),
  /**
   * Row 7: what is remembered under a requestid: each item with its answer; only what was done, so that a replay carries out what
   * was refused; the answer to the batch as a whole; or nothing at all.
   */
  requestIds: z.enum(['every item', 'what was done', 'the whole answer', 'nothing']),
  /** Row 8: whether orders and bills take lines of mere text; where not, they are refused with 6000. */
  textLinesOfPurchases: z.enum(['taken', 'refused']),
  /** Row 9: whether bills, orders and journal entries may be on a receivable or payable account of another currency. */
  foreignPayables: z.enum(['on any account', 'in their own currency']),
  /** Row 11: among which bills a number has to be unique, where the company refuses numbers twice at all. */
  billNumbers: z.enum(['of the company', 'of the vendor', 'of nobody']),
  /** Row 12: what becomes of what was posted with an item that gets another account, unless the caller asks to leave it. */
  itemAccount: z.enum(['moves the past', 'leaves the past']),
  /** Row 13: whether a customer may be exempt without a reason. */
  exemption: z.enum(['without a reason', 'with a reason']),
  /** Row 14: what becomes of the quantity of a stocked item that is made inactive. */
  inactiveStock: z.enum(['stays', 'is booked to cost']),
  /** Row 16: whether stock is valued at the item's purchase cost: what invoices take, what adjustments move, what it begins with. */
  costOfSales: z.enum(['left out', 'booked']),
  /** No row: whether a bill takes a link to an order that an update names and its creation did not. */
  laterLinks: z.enum(['taken', 'refused', 'ignored']),
  /** Row 10: what is said of a line of shipping where the company has switched shipping off. */
  shippingOff: z.enum(['a rule is against it', 'there is no such item', 'taken']),
  /**
   * Row 20: whether a list entity that was merged into another is there no more, or stands in its list as inactive, and cannot be
   * changed.
   */
  mergedAway: z.enum(['is gone', 'is inactive']),
  /** §5: whether an empty text in a sparse update empties a field, or says nothing of it, as if it were not there. */
  emptyTexts: z.enum(['empty the field', 'say nothing']),
})

export type World = z.infer<typeof world>

/** A world of which only this is chosen; all else is as the documents say. */
export const aWorld = (chosen: Partial<World> = {}): World => ({ ...asDocumented, ...chosen })

const asDocumented = world.parse(
  Object.fromEntries(Object.entries(world.shape).map(([option, { options }]) => [option, options[0]])),
)
