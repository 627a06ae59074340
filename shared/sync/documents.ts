import Big from 'big.js'
import * as z from 'zod/mini'
import { type ErpRecord, type Kind, keyOf, type RecordKey } from '../erp/record.ts'
import type { Entity, EntityType } from '../qbo/entity.ts'
import { amountOf } from './amount.ts'
import { factsOf } from './facts.ts'
import { lineLinks } from './lines.ts'
import { foldName } from './look-back.ts'
import { docNumber, wholeNumber } from './number.ts'
import { type Link, transactionDate } from './record.ts'
import { lineMarks } from './translate/translate.ts'

/** The documents that a company may have in both sets of books before it goes live. */
export const documentTypes = ['invoice', 'bill', 'purchase-order', 'journal-entry'] as const
export type DocumentType = (typeof documentTypes)[number]
export const isDocumentType = (name: string): name is DocumentType =>
  (documentTypes as readonly string[]).includes(name)

/** What a type of document is on either side, and whose it is. */
export const documentSides = {
  invoice: { kind: 'invoice', entity: 'Invoice', party: 'customer' },
  bill: { kind: 'voucher', entity: 'Bill', party: 'vendor' },
  'purchase-order': { kind: 'purchase-order', entity: 'PurchaseOrder', party: 'vendor' },
  'journal-entry': { kind: 'ledger-entry', entity: 'JournalEntry', party: undefined },
} as const satisfies Record<DocumentType, { kind: Kind; entity: EntityType; party: 'customer' | 'vendor' | undefined }>

/** The number under which a document of the ERP stands in QuickBooks, as it is compared. */
export function documentNumber(record: ErpRecord): string | undefined {
  const whole = wholeNumber(record)
  return whole === undefined ? undefined : foldName(docNumber(whole))
}

/** The customer or vendor of a document of the ERP. */
export function partyOf(record: ErpRecord): RecordKey | undefined {
  switch (record.kind) {
    case 'invoice':
      return keyOf('customer', record.content.custnum)
    case 'voucher':
    case 'purchase-order':
      return keyOf('vendor', record.content.vendnum)
    default:
      return undefined
  }
}

const ref = z.optional(z.looseObject({ value: z.string(), name: z.optional(z.string()) }))
const Document = z.looseObject({
  TxnDate: z.optional(z.string()),
  TotalAmt: z.optional(z.number()),
  CustomerRef: ref,
  VendorRef: ref,
  Line: z.optional(
    z.array(
      z.looseObject({
        Amount: z.optional(z.number()),
        JournalEntryLineDetail: z.optional(z.looseObject({ PostingType: z.optional(z.string()) })),
      }),
    ),
  ),
})

/** A journal entry has no total of its own: it is what its debits come to. */
function totalOf(type: DocumentType, { TotalAmt = 0, Line = [] }: z.output<typeof Document>): Big {
  if (type !== 'journal-entry') return new Big(TotalAmt)
  const debits = Line.filter(({ JournalEntryLineDetail: detail }) => detail?.PostingType === 'Debit')
  return debits.reduce((sum, { Amount = 0 }) => sum.plus(Amount), new Big(0))
}

/**
 * What speaks against a document of QuickBooks being one of the ERP with the same number, in words; nothing if date, party
 * and total are the same.
 *
 * @param partyId the entity that the document's customer or vendor is tied to
 */
export function documentConflicts(
  type: DocumentType,
  record: ErpRecord,
  entity: Entity,
  partyId: string | undefined,
): string[] {
  const document = z.parse(Document, entity)
  const { party } = documentSides[type]
  const theirs = party === 'customer' ? document.CustomerRef : document.VendorRef
  const [date, total] = [transactionDate(record), amountOf(record)]
  const found = totalOf(type, document)
  return [
    ...(document.TxnDate === date ? [] : [`the date is ${document.TxnDate} in QuickBooks and ${date} in the ERP`]),
    ...(party && partyId === undefined ? [`its ${party} in the ERP is not linked yet`] : []),
    ...(party && partyId !== undefined && theirs?.value !== partyId
      ? [`the ${party} in QuickBooks is "${theirs?.name ?? theirs?.value}", another than the ERP's`]
      : []),
    ...(total !== undefined && found.eq(total)
      ? []
      : [`the total is ${found.toFixed(2)} in QuickBooks and ${new Big(total ?? 0).toFixed(2)} in the ERP`]),
  ]
}

/** The link of a record to a document that QuickBooks has already, line by line where the lines are as many. */
export function linkToDocument(type: DocumentType, record: ErpRecord, entity: Entity, epoch: number): Link {
  const marks = lineMarks(record)
  const lines = lineLinks(entity, marks)
  // The tax may be a line of its own there, or none.
  const taxes = marks.at(-1) === 'tax' ? 1 : 0
  const isLineByLine = lines.length === marks.length || lines.length === marks.length - taxes
  return {
    type: documentSides[type].entity,
    id: entity.Id,
    syncToken: entity.SyncToken ?? '0',
    epoch,
    active: true,
    lines: isLineByLine ? lines : [],
    facts: factsOf(entity, record),
  }
}
