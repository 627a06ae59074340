import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Select, { type SelectProps } from '@cloudscape-design/components/select'
import type { Settings } from '../api/shapes.ts'
import { useCompany } from '../shell/context.ts'
import type { SettingsHere } from './use-settings.tsx'

const ofBooks = { value: '', label: 'As in QuickBooks' }
const optionOf = (zone: string): SelectProps.Option => ({ value: zone, label: zone.replaceAll('_', ' ') })
const zones = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])].map(optionOf)

/** In which zone the console shows when something happened. */
export function TimeZonePanel({ settings, data: { timeZone } }: { settings: SettingsHere; data: Settings }) {
  const { reloadDetail } = useCompany()

  async function choose(zone: string | null) {
    if (await settings.change({ timeZone: zone })) await reloadDetail()
  }

  return (
    <Container header={<Header variant="h2">Times</Header>}>
      <FormField
        label="Time zone of the company"
        description="All moments in this console are shown in it. Its midnight begins the go-live date and the day of what is dated here. Dates of transactions have no zone, and files for spreadsheets keep UTC."
      >
        <Select
          selectedOption={timeZone ? optionOf(timeZone) : ofBooks}
          options={[ofBooks, ...zones]}
          filteringType="auto"
          filteringPlaceholder="Find a zone by a city"
          empty="There is no such zone"
          virtualScroll
          disabled={!settings.mayChange || settings.isSaving}
          onChange={({ detail }) => void choose(detail.selectedOption.value || null)}
        />
      </FormField>
    </Container>
  )
}
