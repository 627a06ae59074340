import Big from 'big.js'
import type { RecordKey } from '../../shared/erp/record.ts'
import type { Random } from '../simulation/random.ts'

/** What documents mention; whoever posts them has to have them in QuickBooks. */
export const customers = ['C1', 'C2', 'C3'] as const
export const vendors = ['V1', 'V2', 'V3'] as const
export const parts = ['PRT1', 'PRT2', 'PRT3', 'PRT4'] as const
export const accounts = ['6100', '6200', '6300'] as const

export type Document = { key: RecordKey; content: Record<string, unknown> }

const address = {
  name: 'Harbor Works',
  address1: '9 Mill Rd',
  city: 'Fresno',
  state: 'CA',
  zip: '93650',
  country: 'US',
}

/** A document of the ERP, with all that makes its figures hard to follow: fractions of a cent, discounts, freight, long numbers. */
export function aDocument(n: number, random: Random): Document {
  const number = random.chance(0.05) ? `D-${n}-WITH-A-NUMBER-THAT-IS-TOO-LONG` : `D-${n}`
  const date = `2026-11-${random.between(10, 28)}`
  switch (random.pick(['invoice', 'invoice', 'purchase-order', 'voucher', 'ledger-entry'] as const)) {
    case 'invoice':
      return { key: `invoice/${number}`, content: anInvoice(number, date, random) }
    case 'purchase-order':
      return {
        key: `purchase-order/${number}`,
        content: { ponum: number, vendnum: random.pick(vendors), date, ship_to: address, lines: lines(random) },
      }
    case 'voucher': {
      const splits = many(random, () => ({ account: random.pick(accounts), amount: amount(random).toFixed(2) }))
      return {
        key: `voucher/${number}`,
        content: { vouchernum: number, vendnum: random.pick(vendors), invoice_date: date, splits },
      }
    }
    case 'ledger-entry': {
      const debits = many(random, () => ({ account: random.pick(accounts), debit: amount(random).toFixed(2) }))
      const credit = debits.reduce((sum, { debit }) => sum.plus(debit), new Big(0)).toFixed(2)
      return {
        key: `ledger-entry/${number}`,
        content: { external_key: number, date, splits: [...debits, { account: random.pick(accounts), credit }] },
      }
    }
  }
}

function anInvoice(number: string, date: string, random: Random) {
  const sold = lines(random)
  const net = sold.reduce((sum, line) => sum.plus(line.amount), new Big(0))
  const tax = random.chance(0.6) ? net.times(random.pick(['0.08', '0.0825', '0.095'])).round(2) : new Big(0)
  const freight = random.chance(0.2) ? amount(random) : new Big(0)
  const discount = random.chance(0.1) ? net.div(10).round(2) : new Big(0)
  const total = net.plus(tax).plus(freight).minus(discount)
  return {
    ...{ invoicenum: number, custnum: random.pick(customers), invoicedate: date, lines: sold },
    ...{ bill_to: address, ship_to: address, invoice_tax_subtotal: tax.toFixed(), freight: freight.toFixed() },
    ...(discount.gt(0) && { discount: discount.toFixed() }),
    ...(random.chance(0.5) && { total_invoice_amount: total.round(2).toFixed(2) }),
  }
}

/** Lines of parts, of which some are discounted, and some come to fractions of a cent. */
const lines = (random: Random) =>
  many(random, () => {
    const qty = random.between(1, 20)
    const price = new Big(random.between(100, 99_999)).div(random.chance(0.1) ? 1000 : 100)
    const paid = random.chance(0.1) ? price.times('0.95') : price
    return {
      ...{ prcpart: random.pick(parts), description: 'Of the catalogue', qty: String(qty), price: price.toFixed() },
      amount: random.chance(0.1) ? paid.times(qty).toFixed() : paid.times(qty).round(2).toFixed(),
    }
  })

const amount = (random: Random): Big => new Big(random.between(1, 500_000)).div(100)
const many = <Each>(random: Random, each: () => Each): Each[] => Array.from({ length: random.between(1, 4) }, each)
