import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Cards from '@cloudscape-design/components/cards'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import Pagination from '@cloudscape-design/components/pagination'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { Company } from '../api/shapes.ts'
import { RefusedEvents } from '../problems/refused-events.tsx'
import { useShell } from '../shell/context.ts'
import { href, NEW_COMPANY, useRoute } from '../shell/route.ts'
import { When } from '../words/times.tsx'
import { CompanyStanding } from './company-standing.tsx'
import { NewCompany } from './new-company.tsx'

/** How each stands is asked for by itself. */
const PAGE = 24

type Props = { companies: readonly Company[]; wanted: string | undefined; onChange: () => Promise<void> }

/** All companies in which one has a part; operators add to them. */
export function CompaniesPage({ companies, wanted, onChange }: Props) {
  const { person } = useShell()
  const isNew = useRoute().query.has('new')
  const [page, setPage] = useState(1)
  const pages = Math.max(1, Math.ceil(companies.length / PAGE))
  const shown = companies.slice((page - 1) * PAGE, page * PAGE)
  return (
    <SpaceBetween size="l">
      {wanted !== undefined && (
        <Alert type="warning" header={`There is no company “${wanted}”, or you have no part in it`}>
          Ask one of its admins to give you a role. Your id is {person.id}.
        </Alert>
      )}
      <Cards
        items={shown}
        trackBy="company"
        cardDefinition={{
          header: ({ company, name }) => (
            <Link href={href(company, 'today')} fontSize="heading-m">
              <span className="name">{name}</span>
            </Link>
          ),
          sections: [
            {
              id: 'standing',
              header: 'How it stands',
              content: ({ company }) => <CompanyStanding company={company} />,
            },
            { id: 'slug', header: 'Name in the feed', content: ({ company }) => company },
            { id: 'since', header: 'Here since', content: ({ createdAt }) => <When at={createdAt} /> },
          ],
        }}
        cardsPerRow={[{ cards: 1 }, { minWidth: 500, cards: 2 }, { minWidth: 1000, cards: 3 }]}
        pagination={
          pages > 1 && (
            <Pagination
              currentPageIndex={page}
              pagesCount={pages}
              onChange={({ detail }) => setPage(detail.currentPageIndex)}
            />
          )
        }
        empty={
          <Box textAlign="center" padding="l">
            {person.isOperator
              ? 'No company yet. Create the first one; a wizard then leads you to the first invoice in QuickBooks.'
              : `You have no part in any company yet. Ask an admin to give you a role; your id is ${person.id}.`}
          </Box>
        }
        header={
          <Header
            variant="h1"
            description="Each company has its own books, settings and people."
            actions={
              person.isOperator && (
                <Button variant="primary" href={NEW_COMPANY}>
                  New company
                </Button>
              )
            }
          >
            Companies
          </Header>
        }
      />
      {person.isOperator && (
        <RefusedEvents
          base={['refused-events']}
          mayDismiss={false}
          description="They do not say whose they are, or name a company that there is not. Once it is created, what is its own is taken up."
        />
      )}
      {isNew && <NewCompany taken={companies} onClose={() => location.replace('#/')} onChange={onChange} />}
    </SpaceBetween>
  )
}
