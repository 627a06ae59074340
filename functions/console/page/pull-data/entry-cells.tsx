import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { CatalogEntry } from '../api/shapes.ts'
import { useCompany } from '../shell/context.ts'
import { recordHref } from '../shell/route.ts'
import { keyName } from '../words/kinds.ts'
import { factsOf } from './facts.ts'
import { PairDifference } from './pair-difference.tsx'
import { RecordSearch } from './record-search.tsx'
import { SuggestionMark } from './suggestion-mark.tsx'

/** What QuickBooks calls it, and what else tells it from its likes. */
export function EntryName({ entry, isHere }: { entry: CatalogEntry; isHere: boolean }) {
  const { name, id, active } = entry
  return (
    <>
      <span className={isHere ? 'name here' : 'name'}>{name}</span>
      {!active && ' (inactive)'}
      <Box color="text-body-secondary" fontSize="body-s">
        <span className="name">{[...factsOf(entry), `Id ${id}`].join(' · ')}</span>
      </Box>
    </>
  )
}

type MatchProps = {
  entry: CatalogEntry
  chosen: string | undefined
  isSearching: boolean
  /** Whether it shows what would differ. */
  isComparing: boolean
  mayChange: boolean
  onSearch: (isOn: boolean) => void
  onChoose: (key: string) => void
  onCompare: () => void
}

/** The record that it is, that it probably is, or a field to find it with. */
export function EntryMatch(props: MatchProps) {
  const { entry, chosen, isSearching, isComparing, mayChange, onSearch, onChoose, onCompare } = props
  const { company } = useCompany()
  const { status, suggestion, type, name } = entry
  if (isSearching) {
    return <RecordSearch type={type} name={name} onChoose={onChoose} onLeave={() => onSearch(false)} />
  }
  const isOpen = status === 'suggested' || status === 'unmatched'
  const key = chosen ?? entry.key ?? (isOpen ? suggestion?.key : undefined)
  return (
    <SpaceBetween size="xxs">
      {key && (
        <SpaceBetween direction="horizontal" size="xs">
          <Link href={recordHref(company.company, key)}>
            <span className="name">
              {suggestion && suggestion.key === key ? `${suggestion.name} (${keyName(key)})` : keyName(key)}
            </span>
          </Link>
        </SpaceBetween>
      )}
      {isOpen && !chosen && suggestion && <SuggestionMark suggestion={suggestion} />}
      {isOpen && key && (
        <SpaceBetween direction="horizontal" size="m">
          {mayChange && (
            <Button variant="inline-link" ariaLabel={`Search another one for ${name}`} onClick={() => onSearch(true)}>
              Another one
            </Button>
          )}
          <Button
            variant="inline-link"
            ariaLabel={`What would change in ${name}`}
            ariaExpanded={isComparing}
            onClick={onCompare}
          >
            What would change
          </Button>
        </SpaceBetween>
      )}
      {isOpen && key && isComparing && <PairDifference entry={entry} syncKey={key} />}
      {!key && '–'}
    </SpaceBetween>
  )
}

type ActionProps = {
  entry: CatalogEntry
  syncKey: string | null
  isBusy: boolean
  onSearch: () => void
  onAct: (act: 'link' | 'unlink' | 'ignore' | 'restore') => void
}

/** Sync and Ignore, or what takes them back. The first button of a row is where the keyboard goes. */
export function EntryActions({ entry, syncKey, isBusy, onSearch, onAct }: ActionProps) {
  const { status, name, id } = entry
  return (
    <span data-row={id}>
      <SpaceBetween direction="horizontal" size="xs">
        {status === 'linked' && (
          <Button loading={isBusy} ariaLabel={`Unlink ${name}`} onClick={() => onAct('unlink')}>
            Unlink
          </Button>
        )}
        {status === 'ignored' && (
          <Button loading={isBusy} ariaLabel={`Restore ${name}`} onClick={() => onAct('restore')}>
            Restore
          </Button>
        )}
        {(status === 'suggested' || status === 'unmatched') && (
          <>
            {syncKey === null ? (
              <Button iconName="search" ariaLabel={`Search for ${name}`} onClick={onSearch}>
                Search
              </Button>
            ) : (
              <Button variant="primary" loading={isBusy} ariaLabel={`Sync ${name}`} onClick={() => onAct('link')}>
                Sync
              </Button>
            )}
            <Button variant="link" ariaLabel={`Ignore ${name}`} onClick={() => onAct('ignore')}>
              Ignore
            </Button>
          </>
        )}
      </SpaceBetween>
    </span>
  )
}
