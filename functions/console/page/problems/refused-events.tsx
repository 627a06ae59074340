import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { pathOf } from '../api/client.ts'
import type { RefusedEvent } from '../api/shapes.ts'
import { usePages } from '../api/use-answer.ts'
import { useApi, useAttempt } from '../shell/context.ts'
import { ErrorAlert } from '../shell/error-alert.tsx'
import { Pager } from '../shell/pager.tsx'
import { When } from '../words/times.tsx'

/** Where they are listed, and whether whoever looks may dismiss them. */
type Props = { base: readonly string[]; mayDismiss: boolean; description: string }

/** What came on the feed and could not be read, to the byte. */
export function RefusedEvents({ base, mayDismiss, description }: Props) {
  const api = useApi()
  const attempt = useAttempt()
  const pages = usePages<RefusedEvent>((cursor) => pathOf(base, { limit: 20, cursor }))

  const dismiss = (id: string) =>
    attempt(async () => {
      await api.delete(pathOf([...base, id]))
      pages.change((items) => items.filter((event) => event.id !== id))
    })

  if (pages.error) return <ErrorAlert error={pages.error} onRetry={pages.reload} />
  if (pages.items.length === 0) return null
  return (
    <Table
      items={pages.items}
      trackBy="id"
      wrapLines
      header={
        <Header variant="h2" description={description}>
          Events that were refused
        </Header>
      }
      pagination={<Pager pages={pages} />}
      columnDefinitions={[
        { id: 'at', header: 'When', width: 190, cell: ({ at }) => <When at={at} /> },
        {
          id: 'why',
          header: 'Why',
          isRowHeader: true,
          cell: ({ code, field, message, body }) => (
            <SpaceBetween size="xxs">
              <span className="name">{message}</span>
              <Box color="text-body-secondary" fontSize="body-s">
                <span className="name">
                  {code} · {field}
                </span>
              </Box>
              <ExpandableSection headerText="What was sent" variant="footer">
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
                <pre className="json" tabIndex={0}>
                  {body}
                </pre>
              </ExpandableSection>
            </SpaceBetween>
          ),
        },
        {
          id: 'act',
          header: 'Dismiss',
          width: 160,
          cell: ({ id }) => mayDismiss && <Button onClick={() => void dismiss(id)}>Dismiss</Button>,
        },
      ]}
    />
  )
}
