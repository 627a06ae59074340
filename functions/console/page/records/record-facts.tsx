import Container from '@cloudscape-design/components/container'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import Link from '@cloudscape-design/components/link'
import type { RecordDetail } from '../api/shapes.ts'
import { useShell } from '../shell/context.ts'
import { moneyText } from '../words/money.ts'
import { quickBooksUrl } from '../words/quickbooks-link.ts'
import { StateMark, stateOf } from '../words/states.tsx'
import { When } from '../words/times.tsx'

/** Where it stands, and what it is in QuickBooks. */
export function RecordFacts({ record }: { record: RecordDetail }) {
  const { config } = useShell()
  const { link, version, syncedVersion, updatedAt, amount, deleted } = record
  const url = link ? quickBooksUrl(config.stage, link.type, link.id) : undefined
  const state = stateOf(record)
  const missing = state === 'deleted' ? 'Not there' : 'Not there yet'
  const unusable = link?.type === 'Invoice' ? ' (void)' : ' (inactive)'
  const inQuickBooks = link ? `${link.type} ${link.id}${link.active ? '' : unusable}` : missing
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'State', value: <StateMark state={state} /> },
          {
            label: 'In QuickBooks',
            value: url ? (
              <Link href={url} external externalIconAriaLabel="Opens QuickBooks in a new tab">
                {inQuickBooks}
              </Link>
            ) : (
              inQuickBooks
            ),
          },
          { label: 'Amount', value: amount === null ? '–' : moneyText(amount) },
          { label: 'Changed', value: <When at={updatedAt} /> },
          { label: 'Version in the ERP', value: `${version}${deleted ? ' (deleted)' : ''}` },
          {
            label: 'Version in QuickBooks',
            value: syncedVersion === null ? '–' : syncedVersion === version ? 'The same' : String(syncedVersion),
          },
        ]}
      />
    </Container>
  )
}
