/** Where QuickBooks' own page of an entity is; a simulated QuickBooks has none. */
export function quickBooksUrl(stage: string, type: string, id: string): string | undefined {
  if (stage === 'local') return undefined
  const host = stage === 'production' ? 'qbo.intuit.com' : 'sandbox.qbo.intuit.com'
  const path = paths[type]
  return path && `https://${host}/app/${path}${encodeURIComponent(id)}`
}

const paths: Record<string, string> = {
  Invoice: 'invoice?txnId=',
  Bill: 'bill?txnId=',
  PurchaseOrder: 'purchaseorder?txnId=',
  JournalEntry: 'journal?txnId=',
  Customer: 'customerdetail?nameId=',
  Vendor: 'vendordetail?nameId=',
  Item: 'items?itemId=',
}
