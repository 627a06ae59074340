import Big from 'big.js'
import { asFields, asList, asNumber, asText, type Fields } from '../simulator/json.ts'

/** What a QuickBooks may make of a document; undefined where that does not show in it. */
type Alteration = (answer: Fields) => Fields | undefined

const detailOf = (line: Fields): Fields => asFields(line[asText(line['DetailType']) ?? '']) ?? {}
const withDetail = (line: Fields, change: Fields): Fields => ({
  ...line,
  [asText(line['DetailType']) ?? '']: { ...detailOf(line), ...change },
})

/** The answer with its first line of which this can be made. */
function withLine(answer: Fields, change: (line: Fields) => Fields | undefined): Fields | undefined {
  const lines = asList(answer['Line'])
  for (const [index, line] of lines.entries()) {
    const changed = change(line)
    if (changed) return { ...answer, Line: lines.with(index, changed) }
  }
  return undefined
}

const plus = (value: Fields[string] | undefined, amount: Big): number =>
  new Big(asNumber(value) ?? 0).plus(amount).toNumber()

const alterations = {
  'the tax is dropped': (answer) => {
    const tax = asNumber(asFields(answer['TxnTaxDetail'])?.['TotalTax']) ?? 0
    const less = new Big(-tax)
    return tax === 0
      ? undefined
      : { ...answer, TxnTaxDetail: { TotalTax: 0 }, TotalAmt: plus(answer['TotalAmt'], less) }
  },
  'a default item': (answer) =>
    withLine(answer, (line) =>
      'ItemRef' in detailOf(line) ? withDetail(line, { ItemRef: { value: '1', name: 'Services' } }) : undefined,
    ),
  'a rounded price': (answer) => {
    let more = new Big(0)
    const altered = withLine(answer, (line) => {
      const { Qty, UnitPrice } = detailOf(line)
      const price = new Big(asNumber(UnitPrice) ?? 0).round(0)
      const amount = price.times(asNumber(Qty) ?? 0).round(2)
      more = amount.minus(asNumber(line['Amount']) ?? 0)
      if (Qty === undefined || UnitPrice === undefined || more.eq(0)) return undefined
      return withDetail({ ...line, Amount: amount.toNumber() }, { UnitPrice: price.toNumber() })
    })
    return altered && { ...altered, TotalAmt: plus(answer['TotalAmt'], more) }
  },
  'another date': (answer) => ({ ...answer, TxnDate: '2026-12-31' }),
  'another account': (answer) =>
    'APAccountRef' in answer
      ? { ...answer, APAccountRef: { value: '34' } }
      : withLine(answer, (line) =>
          'AccountRef' in detailOf(line) ? withDetail(line, { AccountRef: { value: '34', name: 'Other' } }) : undefined,
        ),
  'flattened addresses': (answer) => {
    const flat = { Line1: 'Harbor Works', Line2: '9 Mill Rd', Line3: 'Fresno, CA  93650', Country: 'USA' }
    return { ...answer, BillAddr: flat, ShipAddr: flat, FreeFormAddress: true, AllowOnlineAffirmPayment: false }
  },
} satisfies Record<string, Alteration>

export type AlterationName = keyof typeof alterations
const names = Object.keys(alterations) as AlterationName[]

/** Whether a document that is altered so is otherwise than the ERP has it. */
export const isOff = (name: AlterationName | undefined): boolean => name !== undefined && name !== 'flattened addresses'

/** One answer in ten altered, each in another way, or in the next that shows in it. */
export function altered(answer: Fields, n: number): { answer: Fields; by: AlterationName | undefined } {
  if (n % 10 !== 0) return { answer, by: undefined }
  const turn = (n / 10) % names.length
  for (const by of [...names.slice(turn), ...names.slice(0, turn)]) {
    const made = alterations[by](answer)
    if (made) return { answer: made, by }
  }
  return { answer, by: undefined }
}
