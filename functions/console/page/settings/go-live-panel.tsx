import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import DatePicker from '@cloudscape-design/components/date-picker'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { goLiveDay } from '../../../../shared/sync/day.ts'
import type { Settings } from '../api/shapes.ts'
import { useTimes } from '../words/times.tsx'
import type { SettingsHere } from './use-settings.tsx'

/** From which day on transactions are pushed. */
export function GoLivePanel({ settings, data }: { settings: SettingsHere; data: Settings }) {
  return (
    <Container header={<Header variant="h2">Go-live date</Header>}>
      <GoLiveField settings={settings} data={data} />
    </Container>
  )
}

/** The field, as the settings and the setup have it. */
export function GoLiveField({ settings, data }: { settings: SettingsHere; data: Settings }) {
  const { zone } = useTimes()
  const chosen = goLiveDay({ goLiveAt: data.goLiveAt, timeZone: zone }) ?? ''
  const [day, setDay] = useState(chosen)
  const isChanged = day !== chosen
  return (
    <SpaceBetween size="s">
      <FormField
        label="Transactions dated from this day on are pushed"
        description="Older ones are neither created nor changed in QuickBooks, which has them already. Parts, customers and vendors are not affected."
        constraintText="Left empty, it becomes the day of the first successful push."
      >
        <DatePicker
          value={day}
          onChange={({ detail }) => setDay(detail.value)}
          placeholder="YYYY/MM/DD"
          disabled={!settings.mayChange}
        />
      </FormField>
      <Button
        disabled={!isChanged || !settings.mayChange}
        loading={settings.isSaving}
        onClick={() => void settings.change({ goLiveAt: day || null })}
      >
        Save the date
      </Button>
    </SpaceBetween>
  )
}
