import type { Preferences } from '../company/preferences.ts'
import type { Fields } from '../json.ts'
import type { EntityName } from '../schema.ts'

/** Codes of a country with what they take, in percent; those of the United States that stand for themselves take none. */
const codes: Record<Preferences['country'], readonly [id: string, name: string, percent: number | null][]> = {
  US: [
    ['TAX', 'TAX', null],
    ['NON', 'NON', null],
    ['2', 'California', 8],
    ['3', 'Tucson', 9.1],
  ],
  CA: [
    ['2', 'HST ON', 13],
    ['3', 'Exempt', 0],
    ['4', 'GST', 5],
  ],
  GB: [
    ['2', '20.0% S', 20],
    ['3', 'No VAT', 0],
    ['4', '5.0% R', 5],
  ],
}

const rateOf = (code: string) => String(Number(code) + 1)

/** The tax rates and codes of a country, the rates first. */
export function taxesOf(country: Preferences['country']): [EntityName, string, Fields][] {
  const rated = codes[country].flatMap(([code, name, percent]) => (percent === null ? [] : [{ code, name, percent }]))
  const rates = rated.map(({ code, name, percent }): [EntityName, string, Fields] => [
    'TaxRate',
    rateOf(code),
    { Name: name, RateValue: percent },
  ])
  const listed = codes[country].map(([id, name, percent]): [EntityName, string, Fields] => {
    const list = { TaxRateDetail: percent === null ? [] : [{ TaxRateRef: { value: rateOf(id) } }] }
    const taxes = { SalesTaxRateList: list, ...(country === 'US' ? {} : { PurchaseTaxRateList: list }) }
    return ['TaxCode', id, { Name: name, Description: name, Taxable: id !== 'NON', TaxGroup: true, ...taxes }]
  })
  return [...rates, ...listed]
}
