import Checkbox from '@cloudscape-design/components/checkbox'
import ColumnLayout from '@cloudscape-design/components/column-layout'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Settings } from '../api/shapes.ts'
import { Setting } from './setting.tsx'
import type { SettingsHere } from './use-settings.tsx'

type Choice<Field extends keyof Settings> = {
  field: Field
  label: string
  options: readonly { value: Settings[Field] & string; label: string; description?: string }[]
}

const closedPeriod: Choice<'closedPeriod'> = {
  field: 'closedPeriod',
  label: 'A transaction is dated in a closed period',
  options: [
    { value: 'hold', label: 'Hold it', description: 'It goes out by itself when the books are reopened.' },
    {
      value: 're-date',
      label: 'Date it on the first open day',
      description: 'The true date stands in the memo.',
    },
  ],
}
const invoiceDelete: Choice<'invoiceDelete'> = {
  field: 'invoiceDelete',
  label: 'The ERP deletes an invoice',
  options: [
    { value: 'delete', label: 'Delete it in QuickBooks' },
    { value: 'void', label: 'Void it in QuickBooks', description: 'It stays, with no amount.' },
  ],
}
const editedInQuickBooks: Choice<'editedInQuickBooks'> = {
  field: 'editedInQuickBooks',
  label: 'Somebody has changed it in QuickBooks',
  options: [
    { value: 'hold', label: 'Hold the ERP’s next version', description: 'Until somebody has looked at it.' },
    { value: 'overwrite', label: 'The ERP overwrites', description: 'What was changed in QuickBooks is lost.' },
  ],
}
const untiedAccounts: Choice<'untiedAccounts'> = {
  field: 'untiedAccounts',
  label: 'A part names an account that is not linked',
  options: [
    { value: 'wait', label: 'Wait until it is linked' },
    { value: 'default', label: 'Use the default account' },
  ],
}
const longDescriptions: Choice<'longDescriptions'> = {
  field: 'longDescriptions',
  label: 'A description is longer than QuickBooks takes',
  options: [
    { value: 'cut', label: 'Cut the description', description: 'A note on the record says so.' },
    { value: 'hold', label: 'Hold the record' },
  ],
}
const foreignCharacters: Choice<'foreignCharacters'> = {
  field: 'foreignCharacters',
  label: 'A name or number holds characters that QuickBooks does not take',
  options: [
    { value: 'hold', label: 'Hold the record' },
    { value: 'replace', label: 'Replace them', description: 'As in all other texts; a note on the record says so.' },
  ],
}
const longKeys: Choice<'longKeys'> = {
  field: 'longKeys',
  label: 'A document’s number is longer than QuickBooks takes',
  options: [
    { value: 'shorten', label: 'Give it a short one', description: 'The whole number stands in the memo.' },
    { value: 'hold', label: 'Hold the record' },
  ],
}

const ordersClose: Choice<'ordersClose'> = {
  field: 'ordersClose',
  label: 'A purchase order is closed',
  options: [
    { value: 'on-bill', label: 'Once its bills cover it' },
    {
      value: 'on-receipt',
      label: 'Once the ERP has received it in full',
      description: 'A bill that comes later is not linked to it.',
    },
    { value: 'never', label: 'By QuickBooks, or when the ERP gives it up' },
  ],
}
const paidDocuments: Choice<'paidDocuments'> = {
  field: 'paidDocuments',
  label: 'The amount of a document changes that is paid in QuickBooks',
  options: [
    { value: 'send', label: 'Send it', description: 'A note on the record says what is then applied to nothing.' },
    { value: 'hold', label: 'Hold it', description: 'Until somebody pushes it anyway.' },
  ],
}

/** How things are posted where there is a choice. */
export function PoliciesPanel({ settings, data }: { settings: SettingsHere; data: Settings }) {
  const isDisabled = !settings.mayChange || settings.isSaving
  const radio = <Field extends keyof Settings>({ field, label, options }: Choice<Field>) => (
    <Setting key={field} path={field}>
      <FormField label={label}>
        <RadioGroup
          value={String(data[field])}
          items={options.map((option) => ({ ...option, disabled: isDisabled }))}
          onChange={({ detail }) => void settings.change({ [field]: detail.value })}
        />
      </FormField>
    </Setting>
  )
  return (
    <Container header={<Header variant="h2">How it is posted</Header>}>
      <SpaceBetween size="l">
        <ColumnLayout columns={2}>
          {radio(closedPeriod)}
          {radio(invoiceDelete)}
          {radio(editedInQuickBooks)}
          {radio(untiedAccounts)}
          {radio(longDescriptions)}
          {radio(foreignCharacters)}
          {radio(longKeys)}
          {radio(ordersClose)}
          {radio(paidDocuments)}
        </ColumnLayout>
        <Setting path="adoptByExactName">
          <Checkbox
            checked={data.adoptByExactName}
            disabled={isDisabled}
            onChange={({ detail }) => void settings.change({ adoptByExactName: detail.checked })}
            description="A new record whose very name QuickBooks has already, and that nothing is linked to, is linked to it instead of being held."
          >
            Link by exact name
          </Checkbox>
        </Setting>
        <Setting path="approveBeforePosting">
          <Checkbox
            checked={data.approveBeforePosting}
            disabled={isDisabled}
            onChange={({ detail }) => void settings.change({ approveBeforePosting: detail.checked })}
            description="Every document waits until somebody has approved it."
          >
            Approve before posting
          </Checkbox>
        </Setting>
      </SpaceBetween>
    </Container>
  )
}
