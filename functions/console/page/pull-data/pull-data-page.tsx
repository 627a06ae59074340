import Header from '@cloudscape-design/components/header'
import SegmentedControl from '@cloudscape-design/components/segmented-control'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { PullType } from '../api/shapes.ts'
import { useCompany } from '../shell/context.ts'
import type { ScreenProps } from '../shell/route.ts'
import { href, screens } from '../shell/route.ts'
import { pullTypes } from '../words/kinds.ts'
import { CatalogTable } from './catalog-table.tsx'
import { FullSync } from './full-sync.tsx'
import { OldDocuments } from './old-documents.tsx'
import { WantedRecord } from './wanted-record.tsx'

const isPullType = (text: string | undefined): text is PullType => text !== undefined && Object.hasOwn(pullTypes, text)

const options = (Object.keys(pullTypes) as PullType[]).map((type) => ({ id: type, text: pullTypes[type].name }))

/** Copies a list out of QuickBooks, and links each of its records to one of the ERP. */
export function PullDataPage({ route }: ScreenProps) {
  const { company, mayChange } = useCompany()
  const [asked] = route.rest
  const type = isPullType(asked) ? asked : 'account'
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="Copies a list from QuickBooks, then links each of its records to the ERP’s. Accounts come first: parts need them. Neither posts anything; where a linked record differs, the next push makes it as the ERP has it."
      >
        {screens['pull-data']}
      </Header>
      <SegmentedControl
        label="Which list"
        selectedId={type}
        options={options}
        onChange={({ detail }) => {
          location.hash = href(company.company, 'pull-data', [detail.selectedId])
        }}
      />
      <OneList key={type} type={type} wanted={route.query.get('for')} />
      {mayChange && <OldDocuments />}
    </SpaceBetween>
  )
}

type ListProps = { type: PullType; wanted: string | null }

/** The list that is open: pulling it, the record that an advice wants to be linked, and what was pulled. */
function OneList({ type, wanted }: ListProps) {
  const { mayChange } = useCompany()
  const [changes, setChanges] = useState(0)
  const onChange = () => setChanges((count) => count + 1)
  return (
    <SpaceBetween size="l">
      <FullSync type={type} onDone={onChange} />
      {wanted !== null && mayChange && <WantedRecord key={wanted} type={type} recordKey={wanted} onDone={onChange} />}
      <CatalogTable type={type} changes={changes} />
    </SpaceBetween>
  )
}
