import type { ScreenProps } from '../shell/route.ts'
import { isKind } from '../words/kinds.ts'
import { RecordList } from './record-list.tsx'
import { RecordPage } from './record-page.tsx'

/** All records, or one of them. */
export function RecordsPage({ route }: ScreenProps) {
  const [kind = '', ...id] = route.rest
  return isKind(kind) && id.length > 0 ? (
    <RecordPage key={route.rest.join('/')} kind={kind} id={id.join('/')} />
  ) : (
    <RecordList query={route.query} />
  )
}
