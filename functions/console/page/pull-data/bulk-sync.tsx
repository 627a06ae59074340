import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import type { PullType } from '../api/shapes.ts'
import { useTrial } from './use-trial.tsx'

type Props = { type: PullType; label: string; onDone: () => void }

/** Links all suggestions that are sure enough. */
export function BulkSync({ type, label, onDone }: Props) {
  const { isBusy, begin, question } = useTrial(onDone)
  return (
    <>
      <ButtonDropdown
        loading={isBusy}
        items={[
          { id: 'sure', text: 'Those that are sure', description: 'Exact and Sure; they are shown first' },
          { id: 'exact', text: 'Those of the very same name', description: 'Exact only; they are shown first' },
        ]}
        onItemClick={({ detail }) => begin({ parts: ['catalog', type, 'link-all'], body: { confidence: detail.id } })}
      >
        {label}
      </ButtonDropdown>
      {question}
    </>
  )
}
