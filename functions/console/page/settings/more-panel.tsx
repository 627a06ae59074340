import Container from '@cloudscape-design/components/container'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { Settings } from '../api/shapes.ts'
import { PrcAccounts } from './prc-accounts.tsx'
import type { SettingsHere } from './use-settings.tsx'

/** What few companies need. */
export function MorePanel({ settings, data }: { settings: SettingsHere; data: Settings }) {
  const isDisabled = !settings.mayChange || settings.isSaving
  const { taxable, exempt } = data.taxCodes
  return (
    <Container header={<Header variant="h2">Seldom needed</Header>}>
      <SpaceBetween size="m">
        <PrcAccounts settings={settings} chosen={data.prcAccounts} />
        <ExpandableSection headerText="Items, adjustments and tax codes, by their QuickBooks Id">
          <SpaceBetween size="m">
            <IdField
              label="Item for invoice lines without a part"
              description="Without it, an invoice with such a line is held."
              id={data.itemWithoutPart}
              isDisabled={isDisabled}
              onChange={(id) => void settings.change({ itemWithoutPart: id })}
            />
            <IdField
              label="Account that quantity adjustments are posted against"
              description="Without it, the default expense account."
              id={data.quantityAccount}
              isDisabled={isDisabled}
              onChange={(id) => void settings.change({ quantityAccount: id })}
            />
            <IdField
              label="Tax code of taxed lines"
              description="Outside the United States QuickBooks wants one on every line."
              id={taxable}
              isDisabled={isDisabled}
              onChange={(id) => void settings.change({ taxCodes: { taxable: id } })}
            />
            <IdField
              label="Tax code of lines that are not taxed"
              description="As above."
              id={exempt}
              isDisabled={isDisabled}
              onChange={(id) => void settings.change({ taxCodes: { exempt: id } })}
            />
          </SpaceBetween>
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  )
}

type IdFieldProps = {
  label: string
  description: string
  id: string | null
  isDisabled: boolean
  onChange: (id: string | null) => void
}

/** Saved when one leaves the field. */
function IdField({ label, description, id, isDisabled, onChange }: IdFieldProps) {
  const [text, setText] = useState(id ?? '')
  const isId = /^\d{0,20}$/.test(text)
  return (
    <FormField label={label} description={description} errorText={!isId && 'An Id is made of digits only.'}>
      <Input
        value={text}
        disabled={isDisabled}
        inputMode="numeric"
        onChange={({ detail }) => setText(detail.value.trim())}
        onBlur={() => isId && text !== (id ?? '') && onChange(text || null)}
      />
    </FormField>
  )
}
