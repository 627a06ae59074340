import * as z from 'zod/mini'
import { until } from '../local/until.ts'
import type { openStory } from './story.ts'

type Story = Awaited<ReturnType<typeof openStory>>

const Page = z.object({
  items: z.array(z.looseObject({ id: z.string(), name: z.string(), status: z.string(), key: z.nullable(z.string()) })),
  next: z.nullable(z.string()),
})
const Job = z.looseObject({ id: z.string(), state: z.string() })
const Items = z.object({
  items: z.array(z.looseObject({ id: z.string(), name: z.string(), key: z.string(), outcome: z.string() })),
  next: z.nullable(z.string()),
})

/** What people do on the Pull Data page of a story's company. */
export function catalogCalls(story: Story) {
  const call = (method: string, path: string, body?: unknown) =>
    story.stage.call(method, `/companies/${story.company}${path}`, body)
  const person = () => story.quickBooks.person(story.realm)

  async function ended(path: string, id: string) {
    const hasEnded = ({ body }: { body: unknown }) => ['done', 'failed'].includes(z.parse(Job, body).state)
    return z.parse(Job, (await until(() => call('GET', `${path}/${id}`), hasEnded)).body)
  }
  const catalog = async (query: string) => z.parse(Page, (await call('GET', `/catalog?${query}`)).body)

  return {
    call,
    person,
    catalog,

    /** What a person makes in QuickBooks, by its Id. */
    created: (...[type, body]: Parameters<ReturnType<typeof person>['create']>) =>
      String(person().create(type, body)['Id']),

    /** Runs a pull to its end. */
    async pull(type: string) {
      const { id } = z.parse(Job, (await call('POST', '/pulls', { type })).body)
      return ended('/pulls', id)
    },

    /** Begins a batch and waits for its end. */
    async batch(path: string, body: object = {}) {
      const { id } = z.parse(Job, (await call('POST', path, body)).body)
      return ended('/batches', id)
    },

    /** What became of each pair of a batch. */
    async items(id: string) {
      const found = []
      let cursor: string | null = null
      do {
        const page: z.output<typeof Items> = z.parse(
          Items,
          (await call('GET', `/batches/${id}/items${cursor ? `?cursor=${cursor}` : ''}`)).body,
        )
        found.push(...page.items)
        cursor = page.next
      } while (cursor)
      return found
    },

    entityNamed: async (type: string, name: string) =>
      (await catalog(`type=${type}&limit=200`)).items.find((entity) => entity.name === name),

    link: (type: string, id: string, key: string) => call('POST', `/catalog/${type}/${id}/link`, { key }),
  }
}
