import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'

/** QuickBooks' reasons why a customer is exempt from sales tax, by the numbers it knows them by. */
const reasons = [
  'Federal government',
  'State government',
  'Local government',
  'Tribal government',
  'Charitable organization',
  'Religious organization',
  'Educational organization',
  'Hospital',
  'Resale',
  'Direct pay permit',
  'Multiple points of use',
  'Direct mail',
  'Agricultural production',
  'Industrial production or manufacturing',
  'Foreign diplomat',
].map((label, index) => ({ value: String(index + 1), label }))
const none = { value: '', label: 'None' }

type Props = { chosen: string | null; isDisabled: boolean; onChange: (reason: string | null) => void }

/** Why customers are exempt of whom the ERP does not say why. */
export function ExemptionReason({ chosen, isDisabled, onChange }: Props) {
  return (
    <FormField
      label="Reason of customers that are exempt from sales tax"
      description="Where the ERP says that a customer is exempt, and not why. Some QuickBooks companies take none without a reason."
    >
      <Select
        options={[none, ...reasons]}
        selectedOption={reasons.find(({ value }) => value === chosen) ?? none}
        disabled={isDisabled}
        onChange={({ detail }) => onChange(detail.selectedOption.value || null)}
      />
    </FormField>
  )
}
