import type { Company, Stored } from '../company/company.ts'
import { businessRule, refuse } from '../fault.ts'
import { asFields, asList, asNumber, asText, type Fields, refOf } from '../json.ts'
import { percentOf, sum } from '../money.ts'
import { common, type FieldTable, flag, ignored, object, ref, text } from '../schema.ts'
import { commonFilters, type Definition, type Draft } from './definition.ts'

const rates = object({
  TaxRateDetail: { is: 'list', max: 100, of: { TaxRateRef: ref('TaxRate'), TaxTypeApplicable: ignored } },
})

const taxList = (name: 'TaxRate' | 'TaxCode', fields: FieldTable): Definition => ({
  name,
  family: 'only-read',
  fields: { ...common, Name: text(100), Description: text(100), Active: flag, ...fields },
  required: ['Name'],
  kept: ['Active'],
  filterable: [...commonFilters, 'Name', 'Active', 'Description'],
  sortable: [...commonFilters, 'Name'],
  complete: ({ next }) => ({ ...next, Active: next['Active'] ?? true }),
  computed: () => ({}),
})

export const taxRate = taxList('TaxRate', { RateValue: { is: 'number', decimals: 5 } })

export const taxCode = taxList('TaxCode', {
  Taxable: flag,
  TaxGroup: flag,
  SalesTaxRateList: rates,
  PurchaseTaxRateList: rates,
})

const isInUS = ({ preferences }: Company) => preferences.country === 'US'

/** A line's tax code: in the United States TAX or NON, and NON if there is none; elsewhere one of the list, on every line. */
export function taxCodeOf(detail: Fields, company: Company): string {
  const code = refOf(detail, 'TaxCodeRef')
  if (!isInUS(company)) {
    if (code === undefined) throw businessRule('Make sure all your transactions have a tax rate before you save.')
    return company.use('TaxCode', code, 'TaxCodeRef').id
  }
  if (code === undefined || code === 'TAX' || code === 'NON') return code ?? 'NON'
  throw refuse('6100', `Invalid tax code : ${code} is not a tax code of a line in the US; use TAX or NON`, 'TaxCodeRef')
}

/** What is sold is taxed by another list of rates than what is bought. */
export type Side = 'SalesTaxRateList' | 'PurchaseTaxRateList'

/**
 * The tax of a document: as stated, where this QuickBooks heeds that, or by the codes of its lines.
 *
 * @param before what it was, where the lines stay as they are
 */
export function taxOf(
  { company, sent }: Draft,
  lines: readonly Fields[],
  { side, total, before }: { side: Side; total: number; before: Fields | undefined },
): number {
  const detail = asFields(sent['TxnTaxDetail'])
  if (sent['GlobalTaxCalculation'] === 'NotApplicable') {
    if (detail) throw refuse('6170', 'Tax detail is not applicable to this transaction', 'TxnTaxDetail')
    return 0
  }
  if (!company.preferences.usingSalesTax) return 0
  const taxed = lines.filter((line) => percentOn(line, side, company) > 0)
  if (taxed.length === 0) return 0
  const stated = statedTax(detail, company)
  if (stated !== undefined) return stated
  if (before && sent['Line'] === undefined) return taxIn(before)
  if (!isInUS(company))
    return sum(taxed.map((line) => percentOf(asNumber(line['Amount']) ?? 0, percentOn(line, side, company))))
  const base = Math.min(sum(taxed.map((line) => asNumber(line['Amount']) ?? 0)), total)
  return percentOf(Math.max(base, 0), company.preferences.salesTaxPercent)
}

/** The tax that the caller has stated, as far as this QuickBooks heeds it. Outside the United States lines hold its code. */
function statedTax(detail: Fields | undefined, company: Company): number | undefined {
  const { totalTax } = company.world
  const total = asNumber(detail?.['TotalTax'])
  if (total === undefined || totalTax === 'ignored') return undefined
  const lacksCode = isInUS(company) && !refOf(detail, 'TxnTaxCodeRef')
  if (totalTax === 'honoured with its code' && lacksCode) return undefined
  return totalTax === 'a cent off' && total > 0 ? sum([total, 0.01]) : total
}

/** The percentage on a line. In the United States QuickBooks finds one rate for every address. */
export function percentOn(line: Fields, side: Side, company: Company): number {
  const [detail] = Object.entries(line).flatMap(([field, value]) => (field.endsWith('LineDetail') ? [value] : []))
  const code = refOf(asFields(detail), 'TaxCodeRef')
  if (code === undefined) return 0
  if (isInUS(company)) return code === 'TAX' ? company.preferences.salesTaxPercent : 0
  const details = asList(asFields(company.find('TaxCode', code)?.body[side])?.['TaxRateDetail'])
  return details.reduce((percent, rate) => percent + percentOfRate(refOf(rate, 'TaxRateRef'), company), 0)
}

const percentOfRate = (id: string | undefined, company: Company): number =>
  asNumber(company.find('TaxRate', id ?? '')?.body['RateValue']) ?? 0

/** The tax that a document holds. */
export const taxIn = (body: Fields): number => asNumber(asFields(body['TxnTaxDetail'])?.['TotalTax']) ?? 0

/** Whether there is an address to find a rate for. */
export const hasAddress = (body: Fields, customer: Stored): boolean =>
  [body['ShipAddr'], body['BillAddr'], customer.body['ShipAddr'], customer.body['BillAddr']].some(
    (address) =>
      asText(asFields(address)?.['City']) !== undefined || asText(asFields(address)?.['Line1']) !== undefined,
  )

/** The account that taxes are owed on. */
export const taxAccountOf = (company: Company): string =>
  company.accountOfSubType('Other Current Liability', 'GlobalTaxPayable').id
