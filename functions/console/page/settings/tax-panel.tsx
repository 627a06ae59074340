import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { pathOf } from '../api/client.ts'
import type { Connection, Settings } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useCompany } from '../shell/context.ts'
import { ItemSelect } from './item-select.tsx'
import { Setting } from './setting.tsx'
import { PullTaxCodes, TaxCodeSelect, useTaxCodes } from './tax-codes.tsx'
import { TaxPostings } from './tax-postings.tsx'
import type { SettingsHere } from './use-settings.tsx'

const ways: readonly { value: Settings['tax']; label: string; description: string }[] = [
  {
    value: 'line',
    label: 'As a line of its own',
    description:
      'The ERP’s tax stands on a line of the invoice, on an item that books to the account on which the tax is owed. The total is always the ERP’s. QuickBooks’ own sales tax reports do not have it.',
  },
  {
    value: 'erp-total',
    label: 'The ERP’s total is posted as QuickBooks’ tax',
    description:
      'QuickBooks heeds the total beside a tax code. It may still drop it, for exempt customers or those without an address: such an invoice is shown as differing.',
  },
  {
    value: 'quickbooks',
    label: 'QuickBooks works it out',
    description: 'An invoice of which it finds another tax than the ERP is shown as differing.',
  },
  { value: 'none', label: 'None', description: 'An invoice with tax is held.' },
]

type Props = { settings: SettingsHere; data: Settings }

/** How tax gets into QuickBooks. */
export function TaxPanel(props: Props) {
  return (
    <Container header={<Header variant="h2">Sales tax</Header>}>
      <TaxFields {...props} />
    </Container>
  )
}

/** The question with its postings, as the settings and the setup ask it, and what each answer needs to be chosen. */
export function TaxFields({ settings, data }: Props) {
  const { company } = useCompany()
  const connection = useAnswer<Connection>(pathOf(['companies', company.company, 'connection']))
  const taxes = useTaxCodes()
  const isDisabled = !settings.mayChange || settings.isSaving
  const isElsewhere = (connection.data?.country ?? 'US') !== 'US'
  return (
    <SpaceBetween size="l">
      <Setting path="tax">
        <FormField label="Sales tax of an invoice">
          <RadioGroup
            value={data.tax}
            items={ways.map((way) => ({ ...way, disabled: isDisabled }))}
            onChange={({ detail }) => void settings.change({ tax: detail.value as Settings['tax'] })}
          />
        </FormField>
      </Setting>
      <div>
        <Box variant="awsui-key-label">Example: an invoice of 100.00, with 9.50 of tax in the ERP</Box>
        <TaxPostings tax={data.tax} />
      </div>
      {data.tax === 'line' && (
        <Setting path="taxLineItem">
          <FormField
            label="Item for the tax"
            description="A service of QuickBooks that is not taxed itself, and whose income account is the one on which the tax is owed."
          >
            <ItemSelect
              chosen={data.taxLineItem}
              isDisabled={isDisabled}
              onChange={(id) => void settings.change({ taxLineItem: id })}
            />
          </FormField>
        </Setting>
      )}
      {data.tax === 'erp-total' && !isElsewhere && (
        <Setting path="taxCode">
          <FormField
            label="Tax code of an invoice"
            description="QuickBooks heeds a total of tax only beside a code. A code that the ERP names on a line comes before it."
          >
            <TaxCodeSelect
              taxes={taxes}
              chosen={data.taxCode}
              isDisabled={isDisabled}
              onChange={(id) => void settings.change({ taxCode: id })}
            />
          </FormField>
        </Setting>
      )}
      {isElsewhere && (
        <>
          <Setting path="taxCodes.taxable">
            <FormField
              label="Tax code of taxed lines"
              description="Outside the United States QuickBooks wants a code on every line. One that the ERP names comes before it."
            >
              <TaxCodeSelect
                taxes={taxes}
                chosen={data.taxCodes.taxable}
                isDisabled={isDisabled}
                onChange={(id) => void settings.change({ taxCodes: { taxable: id } })}
              />
            </FormField>
          </Setting>
          <Setting path="taxCodes.exempt">
            <FormField
              label="Tax code of lines that are not taxed"
              description="Bills and orders get it too, where the ERP names none."
            >
              <TaxCodeSelect
                taxes={taxes}
                chosen={data.taxCodes.exempt}
                isDisabled={isDisabled}
                onChange={(id) => void settings.change({ taxCodes: { exempt: id } })}
              />
            </FormField>
          </Setting>
        </>
      )}
      {(isElsewhere || data.tax === 'erp-total') && (
        <Setting path="pullTaxCodes">
          <PullTaxCodes taxes={taxes} />
        </Setting>
      )}
    </SpaceBetween>
  )
}
