import * as z from 'zod/mini'
import type { CatalogEntity } from '../../../shared/aws/catalog.ts'
import { Refusal } from '../../../shared/lib/refusal.ts'
import { type AccountUse, accountRules, fitOf } from '../../../shared/sync/default-accounts.ts'
import { type Call, type Route, taking } from '../route.ts'
import type { World } from '../world.ts'
import { Batch, queueBatch, shownBatch } from './batches.ts'

const uses = ['asset', 'income', 'expense', 'payable'] as const satisfies readonly AccountUse[]

const Choice = z.object({
  id: z.string(),
  name: z.string(),
  number: z.nullable(z.string()),
  fullName: z.string(),
  type: z.string(),
  subType: z.string(),
  /** Whether it is the one that is chosen now. */
  chosen: z.boolean(),
})
const Warning = z.object({ code: z.string(), message: z.string() })
const Choices = z.object({
  use: z.enum(uses),
  /** What an account must be for this use. */
  takes: z.string(),
  items: z.array(Choice),
  warnings: z.array(Warning),
  /** What a missing account would be called. */
  suggestedName: z.string(),
})
const AccountPost = z.strictObject({
  use: z.enum(uses),
  name: z.optional(
    z.string().check(
      z.refine((name) => name.trim() !== '' && name.length <= 100 && !/[":]/.test(name), {
        error: 'E_NAME: must be 1 to 100 characters, without a colon or a double quote',
      }),
    ),
  ),
  number: z.optional(
    z
      .string()
      .check(
        z.refine((number) => /^[\w.-]{1,7}$/.test(number), { error: 'E_NUMBER: must be 1 to 7 letters or digits' }),
      ),
  ),
})

const suggestedNames: Record<AccountUse, string> = {
  asset: 'Inventory Asset',
  income: 'Sales of Product Income',
  expense: 'Cost of Goods Sold',
  payable: 'Accounts Payable (A/P)',
}

/** The default accounts are chosen by name, number and type, never by Id. */
export const accountRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/accounts/choices',
    summary: 'The accounts that may serve as a default: of the right type and detail type only',
    right: 'viewer',
    query: ['use'],
    status: 200,
    answer: Choices,
    handle: (world, call) => choices(world, call),
  },
  {
    method: 'post',
    path: '/companies/{company}/accounts',
    summary: 'Create the account that is missing in QuickBooks, or find the one of that name',
    right: 'admin',
    status: 202,
    answer: Batch,
    ...taking(AccountPost, async (world, call, { use, name, number }) => {
      const input = { use, name: (name ?? suggestedNames[use]).trim(), ...(number && { number }) }
      return shownBatch(await queueBatch(world, call, { what: 'create-account', input, isPlanned: false }))
    }),
  },
]

async function choices(world: World, { company, query }: Call): Promise<z.output<typeof Choices>> {
  const use = uses.find((name) => name === query['use'])
  if (!use) throw new Refusal('E_TYPE', 'use', `use must be one of ${uses.join(', ')}`)
  const [{ epoch }, { settings }] = await Promise.all([world.writer.read(company), world.companies.settings(company)])
  const accounts: CatalogEntity<'account'>[] = []
  for await (const account of world.catalog.all(company, epoch, 'account')) accounts.push(account)
  const chosenId = settings.defaultAccounts[use]
  const items = accounts
    .filter(({ active, gone, detail }) => active && !gone && fitOf(use, detail) === 'right')
    .map(({ id, name, detail }) => ({
      ...{ id, name, number: detail.number ?? null, fullName: detail.fullyQualifiedName ?? name },
      ...{ type: detail.type, subType: detail.subType, chosen: id === chosenId },
    }))
    .sort((one, other) => sortKey(one).localeCompare(sortKey(other)))
  return {
    ...{ use, takes: accountRules[use].words, items, suggestedName: suggestedNames[use] },
    warnings: warningsOf(use, accounts, chosenId, items.length),
  }
}

const sortKey = ({ number, fullName }: z.output<typeof Choice>) => `${number ?? '~'} ${fullName}`

function warningsOf(
  use: AccountUse,
  accounts: readonly CatalogEntity<'account'>[],
  chosenId: string | null,
  count: number,
) {
  const { words } = accountRules[use]
  if (accounts.length === 0) {
    return [
      { code: 'not_pulled', message: 'The chart of accounts was not pulled yet. Run the pull for accounts first.' },
    ]
  }
  const chosen = accounts.find(({ id }) => id === chosenId)
  const warnings = []
  if (count === 0) {
    const message = `QuickBooks has no active account of the type ${words}. Create it here or in QuickBooks.`
    warnings.push({ code: 'none_fits', message })
  }
  if (chosenId !== null && (!chosen || chosen.gone || !chosen.active)) {
    const message = `The chosen account (Id ${chosenId}) is ${chosen && !chosen.gone ? 'inactive' : 'not there any more'} in QuickBooks. Choose another.`
    warnings.push({ code: 'chosen_unusable', message })
  } else if (chosen && fitOf(use, chosen.detail) !== 'right') {
    const { name, detail } = chosen
    const message = `The chosen account "${name}" is of the type ${detail.type}, detail ${detail.subType}; it should be ${words}.`
    warnings.push({ code: 'chosen_unfit', message })
  }
  return warnings
}
