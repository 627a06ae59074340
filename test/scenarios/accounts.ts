import * as z from 'zod/mini'
import { until } from '../local/until.ts'
import { anEvent } from './stage.ts'
import type { openStory } from './story.ts'

const Started = z.object({ id: z.string() })
const Standing = z.object({ state: z.string() })

/**
 * Ties accounts of the ERP to accounts of QuickBooks as a controller does: feeds them, pulls the chart, and links each
 * number to an Id.
 */
export async function tieAccounts(
  { stage, company, push }: Pick<Awaited<ReturnType<typeof openStory>>, 'stage' | 'company' | 'push'>,
  accounts: Record<string, string>,
): Promise<void> {
  await push(
    ...Object.keys(accounts).map((number) =>
      anEvent(company, `account/${number}`, { number, name: `Account ${number}` }),
    ),
  )
  const { id } = z.parse(Started, (await stage.call('POST', `/companies/${company}/pulls`, { type: 'account' })).body)
  await until(
    async () => z.parse(Standing, (await stage.call('GET', `/companies/${company}/pulls/${id}`)).body).state,
    (state) => state === 'done' || state === 'failed',
  )
  for (const [number, account] of Object.entries(accounts)) {
    const path = `/companies/${company}/catalog/account/${account}/link`
    const { status, body } = await stage.call('POST', path, { key: `account/${number}` })
    if (status !== 200) throw new Error(`account ${number} could not be tied: ${JSON.stringify(body)}`)
  }
  await stage.quiet(company)
}
