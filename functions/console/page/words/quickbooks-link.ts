/** QuickBooks' own pages; a simulated QuickBooks has none. */
export function quickBooksHome(stage: string): string | undefined {
  if (stage === 'local') return undefined
  return `https://${stage === 'production' ? 'qbo.intuit.com' : 'sandbox.qbo.intuit.com'}/app/homepage`
}

/** Where QuickBooks' own page of an entity is. */
export function quickBooksUrl(stage: string, type: string, id: string): string | undefined {
  const path = paths[type]
  return path && quickBooksHome(stage)?.replace('homepage', `${path}${encodeURIComponent(id)}`)
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
