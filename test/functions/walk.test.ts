import { describe, expect, it } from 'vitest'
import { type Page, walk } from '../../functions/walk.ts'
import { isUnsortable, readQueryAnswer } from '../../shared/qbo/query.ts'
import type { Place } from '../../shared/qbo/walk.ts'
import { connected } from '../simulator/connected.ts'

const CUSTOMERS = { type: 'Customer', where: 'Active IN (true, false)' }
const CREATED = { orderByCreateTime: 'refused' } as const
const TIMES = { ...CREATED, orderByUpdateTime: 'refused' } as const
const ID = { orderById: 'refused' } as const
const shuffled = { rowsAlike: 'in any order' } as const

/** Books with so many customers more, of whom each so many were created within one second. */
function books(count: number, aSecond: number) {
  const quickBooks = connected()
  for (let n = 0; n < count; n++) {
    if (n % aSecond === 0) quickBooks.pass(1_000)
    quickBooks.person.create('Customer', { DisplayName: `Customer ${n}` })
  }
  const queries: string[] = []
  const ask = async (query: string) => {
    queries.push(query)
    const { body } = await quickBooks.get(`query?query=${encodeURIComponent(query)}`)
    return isUnsortable(body) ? 'unsortable' : readQueryAnswer(body, 'Customer')
  }
  const all = quickBooks.control.entities(quickBooks.realmId, 'Customer').map(({ id }) => id)
  const { configure } = quickBooks.control
  return { ...quickBooks, all, ask, queries, configure }
}

async function idsOf(scope: typeof CUSTOMERS & { since?: string }, ask: Parameters<typeof walk>[1], from?: Place) {
  const ids: string[] = []
  for await (const page of walk(scope, ask, from)) {
    if (!page) return undefined
    ids.push(...page.entities.map(({ Id }) => Id))
  }
  return ids
}

const sorted = (ids: readonly string[] = []) => [...ids].sort((left, right) => Number(left) - Number(right))

describe('a walk', () => {
  it.each([
    { world: 'as it is today', refused: {} },
    { world: 'that sorts by Id no more', refused: ID },
    { world: 'that does not sort by the time of creation', refused: CREATED },
    { world: 'that sorts by no time', refused: TIMES },
  ])('reads everything once from a QuickBooks $world', async ({ refused }) => {
    const { all, ask, configure } = books(2_300, 7)
    configure({ world: { ...refused, ...shuffled } })

    expect(sorted(await idsOf(CUSTOMERS, ask))).toEqual(sorted(all))
  })

  it('never asks for an order by Id where QuickBooks sorts by time', async () => {
    const { ask, queries } = books(2_300, 7)
    await idsOf(CUSTOMERS, ask)

    expect(queries.filter((query) => query.includes('ORDERBY Id'))).toEqual([])
    expect(queries.length).toBeLessThanOrEqual(4)
  })

  it('loses none of more than a page that were created in the same second, in whatever order they come', async () => {
    const { all, ask, configure } = books(2_600, 2_600)
    configure({ world: shuffled })

    expect(sorted(await idsOf(CUSTOMERS, ask))).toEqual(sorted(all))
  })

  it('says that it could not be done where what was lost can be asked for in no order', async () => {
    const { ask, configure } = books(2_600, 2_600)
    configure({ world: { ...shuffled, ...ID } })

    expect(await idsOf(CUSTOMERS, ask)).toBeUndefined()
  })

  it('loses nothing when something is deleted between two pages', async () => {
    const { all, ask, person } = books(2_300, 7)
    const last = all.at(-1) ?? ''
    const ids: string[] = []
    for await (const page of walk(CUSTOMERS, ask)) {
      if (ids.length === 0) person.merge('Customer', all[20] ?? '', all[21] ?? '')
      ids.push(...(page?.entities.map(({ Id }) => Id) ?? []))
    }

    expect(ids).toContain(last)
    expect(sorted(ids)).toEqual(sorted(all))
  })

  it.each([{}, CREATED, TIMES])(
    'finds what was created since a moment, sorted by what there is (%j refused)',
    async (refused) => {
      const { all, ask, now, pass, person, configure } = books(30, 5)
      pass(60_000)
      const since = new Date(now()).toISOString()
      person.edit('Customer', all[3] ?? '', { Notes: 'changed since, created before' })
      const created = String(person.create('Customer', { DisplayName: 'New' })['Id'])
      configure({ world: refused })

      const found = await idsOf({ ...CUSTOMERS, since }, ask)

      expect(found).toContain(created)
      expect(found).not.toContain(all[5])
    },
  )

  it('goes on where it stopped', async () => {
    const { all, ask } = books(2_300, 7)
    const walked = walk(CUSTOMERS, ask)
    const first: Page | undefined = (await walked.next()).value
    const ids: string[] = first?.entities.map(({ Id }) => Id) ?? []

    ids.push(...((await idsOf(CUSTOMERS, ask, first?.next)) ?? []))

    expect(sorted([...new Set(ids)])).toEqual(sorted(all))
  })
})
