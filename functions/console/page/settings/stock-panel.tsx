import Container from '@cloudscape-design/components/container'
import DatePicker from '@cloudscape-design/components/date-picker'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { useState } from 'react'
import type { Settings } from '../api/shapes.ts'
import { CounterPostings } from './counter-postings.tsx'
import { OpeningStock } from './opening-stock.tsx'
import { Setting } from './setting.tsx'
import type { SettingsHere } from './use-settings.tsx'

const counters = [
  {
    value: 'quickbooks',
    label: 'QuickBooks counts',
    description:
      'Stocked parts are inventory items. QuickBooks books the cost of what is sold at its own cost, so ledger entries that move stock are held as double.',
  },
  {
    value: 'erp',
    label: 'The ERP counts',
    description:
      'Parts are items without stock. The ERP’s ledger entries bring inventory and cost, at the ERP’s own cost. Parts that QuickBooks counts already are held until a new item is made for them.',
  },
]
const quantities = [
  { value: 'off', label: 'Not pushed', description: 'Items begin with nothing on hand.' },
  {
    value: 'at-creation',
    label: 'When the item is created',
    description: 'Later changes are not pushed, nor what invoices from before have taken.',
  },
  { value: 'adjust', label: 'Always', description: 'What invoices do not explain becomes an inventory adjustment.' },
]

type Props = { settings: SettingsHere; data: Settings }

/** Who counts the stock, and how what is counted comes to QuickBooks. */
export function StockPanel({ settings, data }: Props) {
  const isDisabled = !settings.mayChange || settings.isSaving
  return (
    <Container header={<Header variant="h2">Stock</Header>}>
      <SpaceBetween size="l">
        <StockFields settings={settings} data={data} />
        {data.stockCountedBy === 'quickbooks' && (
          <Setting path="stockEntries">
            <StockEntries
              key={data.stockEntries.join()}
              chosen={data.stockEntries}
              isDisabled={isDisabled}
              onChange={(stockEntries) => void settings.change({ stockEntries })}
            />
          </Setting>
        )}
      </SpaceBetween>
    </Container>
  )
}

/** The questions, as the settings and the setup ask them. */
export function StockFields({ settings, data }: Props) {
  const isDisabled = !settings.mayChange || settings.isSaving
  const answers = (options: typeof counters) => options.map((option) => ({ ...option, disabled: isDisabled }))
  return (
    <SpaceBetween size="l">
      <Setting path="stockCountedBy">
        <FormField label="Who counts the stock" description="Only one may: what both book is in the books twice.">
          <RadioGroup
            value={data.stockCountedBy}
            items={answers(counters)}
            onChange={({ detail }) => {
              const stockCountedBy = detail.value === 'erp' ? 'erp' : 'quickbooks'
              void settings.change({ stockCountedBy })
            }}
          />
        </FormField>
      </Setting>
      <CounterPostings counter={data.stockCountedBy} />
      {data.stockCountedBy === 'quickbooks' && (
        <>
          <Setting path="quantities">
            <FormField label="Quantities on hand">
              <RadioGroup
                value={data.quantities}
                items={answers(quantities)}
                onChange={({ detail }) => void settings.change({ quantities: detail.value as Settings['quantities'] })}
              />
            </FormField>
          </Setting>
          <Setting path="inventoryStartDate">
            <FormField
              label="QuickBooks counts stocked parts from"
              description="Must be before the first transaction with a stocked part."
            >
              <DatePicker
                value={data.inventoryStartDate ?? ''}
                disabled={isDisabled}
                onChange={({ detail }) => void settings.change({ inventoryStartDate: detail.value || null })}
              />
            </FormField>
          </Setting>
          <OpeningStock data={data} />
        </>
      )}
    </SpaceBetween>
  )
}

type StockEntriesProps = { chosen: readonly string[]; isDisabled: boolean; onChange: (types: string[]) => void }

/** Saved when one leaves the field. */
function StockEntries({ chosen, isDisabled, onChange }: StockEntriesProps) {
  const [text, setText] = useState(chosen.join('\n'))
  const types = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return (
    <FormField
      label="What moves stock in the ERP"
      description="The types of ledger entries that are held while QuickBooks counts, one a line; upper case, blanks and the plural make no difference."
    >
      <Textarea
        value={text}
        rows={6}
        disabled={isDisabled}
        onChange={({ detail }) => setText(detail.value)}
        onBlur={() => types.join() !== chosen.join() && onChange(types)}
      />
    </FormField>
  )
}
