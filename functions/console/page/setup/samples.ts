import { dayOf } from '../../../../shared/sync/day.ts'

const record = {
  'customer/C-SAMPLE': { custnum: 'C-SAMPLE', name: 'Sample Customer', acct_email: 'books@sample.example' },
  'vendor/V-SAMPLE': { vendnum: 'V-SAMPLE', name: 'Sample Vendor' },
  'part/SAM1000': {
    prcpart: 'SAM1000',
    description: 'Sample part',
    non_inventory: true,
    default_cost: '2.00',
    default_resale: '4.50',
  },
}

/** What the ERP would send of a sample customer, vendor, part and invoice, as change events. */
export function sampleEvents(company: string, now: number, zone: string): object[] {
  const day = dayOf(now, zone)
  const invoice = {
    invoicenum: 'SAMPLE-1',
    custnum: 'C-SAMPLE',
    invoicedate: day,
    lines: [{ prcpart: 'SAM1000', description: 'Sample part', qty: '3', price: '4.50', amount: '13.50' }],
    invoice_tax_subtotal: '0.00',
    freight: '0.00',
    total_invoice_amount: '13.50',
  }
  return Object.entries({ ...record, 'invoice/SAMPLE-1': invoice }).map(([key, content]) => ({
    specversion: '1.0',
    id: `sample-${key}-${now}`,
    source: 'urn:cetec-quickbooks:console',
    type: `cetec.${key.split('/')[0]}.changed`,
    subject: key,
    time: new Date(now).toISOString(),
    company,
    data: { version: now, record: content },
  }))
}
