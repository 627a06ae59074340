import type { ErpRecord } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import type { Context, Fields } from './context.ts'

/** A tax code of the company in QuickBooks, and what it takes in percent; undefined where its rates are not known. */
export type TaxCode = {
  id: string
  name: string
  taxable: boolean
  percentOfSales: number | undefined
  percentOfPurchases: number | undefined
}

/** What is taxed: a sale or a purchase, which have rates of their own, and whether the ERP states any tax of it. */
export type Taxed = { on: 'sale' | 'purchase'; isTaxed: boolean }

/** A line as far as taxes go, and what it is called in a reason. */
export type TaxedLine = {
  name: string
  field: string
  isNothing: boolean
  taxable?: boolean | undefined
  tax_code?: string | undefined
}

/** The codes that a record names on its lines. */
export function namedTaxCodes(record: ErpRecord | undefined): string[] {
  const named = (lines: readonly { tax_code?: string | undefined }[]) => lines.flatMap(({ tax_code }) => tax_code ?? [])
  switch (record?.kind) {
    case 'invoice':
      return [...named(record.content.lines), ...named([{ tax_code: record.content.freight_tax_code }])]
    case 'purchase-order':
      return named(record.content.lines)
    case 'voucher':
      return named(record.content.splits)
    default:
      return []
  }
}

/** The code of this name, however it is written, or of this Id. */
export function taxCodeNamed(named: string, codes: readonly TaxCode[]): TaxCode | undefined {
  const name = named.trim().toLowerCase()
  return codes.find((code) => code.name.trim().toLowerCase() === name) ?? codes.find(({ id }) => id === named.trim())
}

/** A line's tax code: TAX or NON in the United States; elsewhere the one that the ERP names, or one of the two that the company has chosen. */
export function taxCode(line: TaxedLine, taxed: Taxed, context: Context): Fields {
  const { country, settings } = context
  const isOwnLine = taxed.on === 'sale' && settings.tax === 'line'
  // Where QuickBooks works the tax out, a code is enough; the ERP need not state any.
  const isAny = taxed.isTaxed || (settings.tax === 'quickbooks' && line.tax_code !== undefined)
  const isTaxed = isAny && !isOwnLine && (line.taxable ?? true)
  if (country === 'US') {
    if (!isTaxed || taxed.on === 'purchase') return codeOf('NON')
    const named = line.tax_code === undefined ? undefined : namedCode(line, line.tax_code, context)
    if (named && 'refused' in named) return named
    return codeOf((named?.code.taxable ?? true) ? 'TAX' : 'NON')
  }
  if (line.tax_code === undefined || isOwnLine) return chosenCode(isTaxed, context)
  const named = namedCode(line, line.tax_code, context)
  if ('refused' in named) return named
  const { id, name, percentOfSales, percentOfPurchases } = named.code
  const percent = (taxed.on === 'sale' ? percentOfSales : percentOfPurchases) ?? 0
  // QuickBooks would add a tax that the ERP does not have.
  const addsTax = percent > 0 && !line.isNothing && !isTaxed
  return addsTax ? { refused: reasons.taxCodeWithoutTax(line, name, percent) } : codeOf(id)
}

/**
 * The one code that an invoice in the United States is taxed by, without which QuickBooks may leave the stated tax unheeded: the
 * one that the ERP names on its taxed lines, else the company's.
 */
export function taxCodeOfAll(lines: readonly TaxedLine[], context: Context): Fields {
  const { settings, taxCodes } = context
  const named = lines.flatMap(({ taxable, tax_code }) => {
    const code = taxable === false || tax_code === undefined ? undefined : taxCodeNamed(tax_code, taxCodes)
    return code && /^\d+$/.test(code.id) ? [code] : []
  })
  const [code, other] = new Map(named.map((one) => [one.id, one])).values()
  if (code && other) return { refused: reasons.taxCodesDiffer(code.name, other.name) }
  const id = code?.id ?? settings.taxCode
  return { fields: id === null ? {} : { TxnTaxCodeRef: { value: id } } }
}

function namedCode(line: TaxedLine, named: string, { taxCodes }: Context): { code: TaxCode } | { refused: Reason } {
  const code = taxCodeNamed(named, taxCodes) ?? standing(named)
  return code ? { code } : { refused: reasons.taxCodeUnknown(line, named) }
}

/** The two codes of the United States that are there whether or not they have been pulled. */
function standing(named: string): TaxCode | undefined {
  const id = named.trim().toUpperCase()
  const isStanding = id === 'TAX' || id === 'NON'
  const percents = { percentOfSales: undefined, percentOfPurchases: undefined }
  return isStanding ? { id, name: id, taxable: id === 'TAX', ...percents } : undefined
}

function chosenCode(isTaxed: boolean, { settings, country }: Context): Fields {
  const id = settings.taxCodes[isTaxed ? 'taxable' : 'exempt']
  return id === null ? { refused: reasons.taxCodeMissing(isTaxed, country) } : codeOf(id)
}

const codeOf = (id: string): Fields => ({ fields: { TaxCodeRef: { value: id } } })

/** Outside the United States a document says that its amounts are without tax. */
export const taxCalculation = ({ country }: Context): Body =>
  country === 'US' ? {} : { GlobalTaxCalculation: 'TaxExcluded' }
