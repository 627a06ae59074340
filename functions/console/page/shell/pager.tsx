import Pagination from '@cloudscape-design/components/pagination'
import type { Pages } from '../api/use-answer.ts'

/** Leads through a long list page by page; nothing where one page holds it all. */
export function Pager<Item>({ pages }: { pages: Pages<Item> }) {
  if (pages.known === 1) return null
  return (
    <Pagination
      currentPageIndex={pages.number}
      pagesCount={pages.known}
      openEnd={pages.isOpenEnded}
      disabled={pages.isLoading}
      onChange={({ detail }) => pages.go(detail.currentPageIndex)}
      ariaLabels={{
        nextPageLabel: 'Next page',
        previousPageLabel: 'Previous page',
        pageLabel: (number) => `Page ${number}`,
      }}
    />
  )
}
