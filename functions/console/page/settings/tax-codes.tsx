import Button from '@cloudscape-design/components/button'
import Select, { type SelectProps } from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { pathOf } from '../api/client.ts'
import type { Page, Tax } from '../api/shapes.ts'
import { type Asked, useAnswer } from '../api/use-answer.ts'
import { PullProgress } from '../pull-data/full-sync.tsx'
import { usePull } from '../pull-data/use-pull.ts'
import { useCompany } from '../shell/context.ts'

/** More codes than these would not help anybody to choose. */
const CODES_MAX = 200

export type TaxCodes = { codes: Asked<Page<Tax>>; rates: Asked<Page<Tax>> }

/** The tax codes of the company in QuickBooks with their rates, as they were pulled. */
export function useTaxCodes(): TaxCodes {
  const { company } = useCompany()
  const listed = (type: Tax['type']) => pathOf(['companies', company.company, 'catalog'], { type, limit: CODES_MAX })
  return { codes: useAnswer(listed('tax-code')), rates: useAnswer(listed('tax-rate')) }
}

/** TAX and NON stand on lines; QuickBooks in the United States takes none of them for a whole invoice. */
const mayBeChosen = ({ id, active, gone }: Tax) => active && !gone && /^\d+$/.test(id)

type Props = { taxes: TaxCodes; chosen: string | null; isDisabled: boolean; onChange: (id: string | null) => void }

const none = { value: '', label: 'None' }

/** Chooses a tax code by its name. */
export function TaxCodeSelect({ taxes: { codes, rates }, chosen, isDisabled, onChange }: Props) {
  const percents = new Map(rates.data?.items.map(({ id, detail }) => [id, Number(detail['percent'])]))
  const optionOf = ({ id, name, detail }: Tax): SelectProps.Option => {
    const { salesRates } = detail
    const known = Array.isArray(salesRates) ? salesRates.map((rate) => percents.get(String(rate)) ?? Number.NaN) : []
    const sum = known.reduce((total, percent) => total + percent, 0)
    return { value: id, label: name, ...(known.length > 0 && !Number.isNaN(sum) && { description: `${sum} %` }) }
  }
  const all = codes.data?.items ?? []
  const found = all.find(({ id }) => id === chosen)
  const unknown = chosen ? { value: chosen, label: `Tax code with the Id ${chosen}` } : none
  return (
    <Select
      selectedOption={found ? optionOf(found) : unknown}
      options={[none, ...all.filter(mayBeChosen).map(optionOf)]}
      filteringType="auto"
      filteringPlaceholder="Find a tax code by its name"
      statusType={codes.isLoading ? 'loading' : codes.error ? 'error' : 'finished'}
      loadingText="Loading the tax codes …"
      errorText={codes.error?.message ?? ''}
      empty="No tax code has been pulled"
      disabled={isDisabled}
      onChange={({ detail }) => onChange(detail.selectedOption.value || null)}
    />
  )
}

/** Brings the tax codes that somebody has added in QuickBooks; what was held for one of them then goes out. */
export function PullTaxCodes({ taxes: { codes, rates } }: { taxes: TaxCodes }) {
  const { mayChange } = useCompany()
  const { pull, isRunning, start } = usePull('tax-code', () => {
    void codes.reload()
    void rates.reload()
  })
  if (!mayChange) return null
  return (
    <SpaceBetween size="s">
      <Button iconName="download" loading={isRunning} onClick={() => void start()}>
        Pull the tax codes
      </Button>
      {pull && <PullProgress pull={pull} name="Tax codes" />}
    </SpaceBetween>
  )
}
