import { pathOf } from '../api/client.ts'
import type { BatchItem, CatalogEntry } from '../api/shapes.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useCompany } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { Difference, Note } from './batch-preview.tsx'

/** What the next push would change in QuickBooks if the two were linked. */
export function PairDifference({ entry: { type, id }, syncKey }: { entry: CatalogEntry; syncKey: string }) {
  const { company } = useCompany()
  const asked = useAnswer<BatchItem>(
    pathOf(['companies', company.company, 'catalog', type, id, 'difference'], { key: syncKey }),
  )
  return (
    <div aria-live="polite">
      <Loaded asked={asked}>
        {(item) =>
          item.reason || item.differs?.length ? (
            <Difference item={item} />
          ) : (
            <Note>Nothing: QuickBooks has all of it as the ERP has it.</Note>
          )
        }
      </Loaded>
    </div>
  )
}
