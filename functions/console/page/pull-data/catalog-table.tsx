import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import SegmentedControl from '@cloudscape-design/components/segmented-control'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { useState } from 'react'
import type { CatalogEntry, PullType } from '../api/shapes.ts'
import { useCompany } from '../shell/context.ts'
import { ErrorAlert } from '../shell/error-alert.tsx'
import { Pager } from '../shell/pager.tsx'
import { pullTypes } from '../words/kinds.ts'
import { BulkSync } from './bulk-sync.tsx'
import { EntryActions, EntryMatch, EntryName } from './entry-cells.tsx'
import { LinksFile } from './links-file.tsx'
import { useCatalog } from './use-catalog.ts'
import { useLinking } from './use-linking.ts'
import { useRowKeys } from './use-row-keys.ts'

const statuses: Record<CatalogEntry['status'], { name: string; none: string }> = {
  suggested: { name: 'Suggested', none: 'No suggestion is left. Look under “No suggestion” for the others.' },
  unmatched: { name: 'No suggestion', none: 'Nothing is left without a suggestion.' },
  linked: { name: 'Linked', none: 'Nothing is linked yet.' },
  ignored: { name: 'Ignored', none: 'Nothing is ignored.' },
}
const statusOptions = (Object.keys(statuses) as CatalogEntry['status'][]).map((status) => ({
  id: status,
  text: statuses[status].name,
}))

/** A list of QuickBooks, page by page, and what each of its records is in the ERP. */
export function CatalogTable({ type, changes }: { type: PullType; changes: number }) {
  const { mayChange } = useCompany()
  const list = useCatalog(type, changes)
  const { pages, status } = list
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({})
  const [searching, setSearching] = useState<string>()
  const [comparing, setComparing] = useState<string>()
  const linking = useLinking(pages)
  const compare = ({ id }: CatalogEntry) => setComparing((before) => (before === id ? undefined : id))
  const keyOf = (entry: CatalogEntry) => chosen[entry.id] ?? entry.key ?? entry.suggestion?.key ?? null
  const keys = useRowKeys(pages.items, {
    ignore: (entry) => void linking.act(entry, 'ignore', null),
    search: (entry) => setSearching(entry.id),
    compare,
    undo: () => void linking.last?.undo(),
  })

  return (
    <SpaceBetween size="m">
      {pages.error && <ErrorAlert error={pages.error} onRetry={pages.reload} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys act on the buttons within */}
      <div onKeyDown={mayChange ? keys.onKeyDown : undefined} ref={keys.container}>
        <Table
          items={pages.items}
          trackBy="id"
          wrapLines
          loading={pages.isLoading}
          loadingText="Loading …"
          header={
            <Header
              variant="h2"
              description={
                mayChange
                  ? 'By keyboard: ↓ and ↑ to a row, Enter to sync or search, / for another one, D for what would change, I to ignore, U to undo.'
                  : 'You may look; an admin can sync.'
              }
              actions={
                mayChange && (
                  <SpaceBetween direction="horizontal" size="xs">
                    <BulkSync type={type} label="Sync all …" onDone={pages.reload} />
                    <LinksFile type={type} onDone={pages.reload} />
                  </SpaceBetween>
                )
              }
            >
              {pullTypes[type].name} in QuickBooks
            </Header>
          }
          filter={
            <SpaceBetween size="xs">
              <SegmentedControl
                label="Which ones"
                selectedId={status}
                options={statusOptions}
                onChange={({ detail }) => list.setStatus(detail.selectedId as CatalogEntry['status'])}
              />
              <Input
                type="search"
                value={list.text}
                placeholder="QuickBooks name"
                ariaLabel="Find by QuickBooks name"
                onChange={({ detail }) => list.setText(detail.value)}
              />
              <div aria-live="polite">
                {linking.last && (
                  <Box color="text-status-success">
                    <span className="name">{linking.last.text}.</span>{' '}
                    <Button variant="inline-link" onClick={() => void linking.last?.undo()}>
                      Undo
                    </Button>
                  </Box>
                )}
              </div>
            </SpaceBetween>
          }
          empty={
            <Box textAlign="center" padding="l">
              {list.text
                ? 'No name is like this.'
                : `${statuses[status].none} A full sync brings what is new in QuickBooks.`}
            </Box>
          }
          pagination={<Pager pages={pages} />}
          columnDefinitions={[
            {
              id: 'name',
              header: 'QuickBooks name',
              isRowHeader: true,
              width: '32%',
              minWidth: 140,
              cell: (entry) => <EntryName entry={entry} isHere={keys.here === entry.id} />,
            },
            {
              id: 'match',
              header: 'Record of the ERP',
              width: '40%',
              minWidth: 220,
              cell: (entry) => (
                <EntryMatch
                  entry={entry}
                  chosen={chosen[entry.id]}
                  isSearching={searching === entry.id}
                  isComparing={comparing === entry.id}
                  onCompare={() => compare(entry)}
                  mayChange={mayChange}
                  onSearch={(isOn) => {
                    setSearching(isOn ? entry.id : undefined)
                    if (!isOn) keys.focus(entry.id)
                  }}
                  onChoose={(key) => {
                    setChosen((before) => ({ ...before, [entry.id]: key }))
                    setSearching(undefined)
                    keys.focus(entry.id)
                  }}
                />
              ),
            },
            {
              id: 'act',
              header: 'Sync or Ignore',
              minWidth: 250,
              cell: (entry) =>
                mayChange && (
                  <EntryActions
                    entry={entry}
                    syncKey={keyOf(entry)}
                    isBusy={linking.busy === entry.id}
                    onSearch={() => setSearching(entry.id)}
                    onAct={(act) => {
                      keys.leave(entry.id)
                      void linking.act(entry, act, keyOf(entry))
                    }}
                  />
                ),
            },
          ]}
        />
      </div>
    </SpaceBetween>
  )
}
