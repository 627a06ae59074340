import * as z from 'zod/mini'
import { type Entity, entityIn } from '../../shared/qbo/entity.ts'
import { under } from '../../shared/qbo/loose.ts'
import { readQueryAnswer, selectIn } from '../../shared/qbo/query.ts'
import type { BatchItem } from '../../shared/sync/batch.ts'
import { readPulled } from '../../shared/sync/catalog.ts'
import { accountRules, fitOf } from '../../shared/sync/default-accounts.ts'
import { foldName } from '../../shared/sync/look-back.ts'
import type { BatchWork } from './batch.ts'
import { storeEntities } from './pull.ts'
import type { Shift } from './shift.ts'

const AccountWish = z.object({
  use: z.enum(['asset', 'income', 'expense', 'payable']),
  name: z.string(),
  number: z.optional(z.string()),
})
type AccountWish = z.output<typeof AccountWish>

/** After an answer that got lost, QuickBooks may still be at it. */
const LOOK_AFTER_MS = 5_000
const TRIES_MAX = 4

/**
 * Creates the account that is missing for a use. It looks by name before each try, and takes what it finds if it is of the
 * right type; QuickBooks allows a name once, so whatever is repeated there is one account in the end.
 */
export function createAccount(shift: Shift): BatchWork {
  const wish = z.parse(AccountWish, shift.job.input)
  const planned: BatchItem = { type: 'account', id: '', name: wish.name, key: '', outcome: 'planned' }
  return {
    what: undefined,
    *plan() {
      yield planned
    },
    perform: () => ensureAccount(shift, wish, planned),
  }
}

async function ensureAccount(shift: Shift, wish: AccountWish, item: BatchItem): Promise<BatchItem> {
  const { world, job, reader } = shift
  for (let tries = 1; ; tries++) {
    const found = await accountNamed(shift, wish.name)
    if (found) return adopted(shift, wish, item, found)
    const result = await reader.send((access) => world.quickBooks.createAccount(access, job.id, bodyOf(wish)))
    const entity = result.is === 'answered' ? entityIn(under(result.body, 'Account')) : undefined
    if (entity) {
      await storeEntities(shift, 'account', [entity], new Map())
      await note(shift, entity.Id, wish)
      return { ...item, id: entity.Id, outcome: 'created' }
    }
    if (result.is === 'malformed' || tries === TRIES_MAX) {
      const message =
        'detail' in result ? `QuickBooks would not take it: ${result.detail}` : 'QuickBooks gave no answer.'
      return { ...item, outcome: 'skipped', reason: { code: 'refused', message } }
    }
    await world.sleep(LOOK_AFTER_MS)
  }
}

async function accountNamed({ reader }: Shift, name: string): Promise<Entity | undefined> {
  const found = readQueryAnswer(await reader.query(selectIn('Account', 'Name', [name], true)), 'Account')
  return found?.find((entity) => foldName(entity.Name) === foldName(name))
}

/** There is an account of that name; it serves if its type is right. */
async function adopted(shift: Shift, { use }: AccountWish, item: BatchItem, entity: Entity): Promise<BatchItem> {
  const { detail, active } = readPulled('account', entity)
  const types = 'subType' in detail ? detail : { type: '', subType: '' }
  await storeEntities(shift, 'account', [entity], new Map())
  if (active && fitOf(use, types) === 'right') return { ...item, id: entity.Id, outcome: 'found' }
  const message = active
    ? `QuickBooks has an account of that name already, of the type ${types.type}, detail ${types.subType}; it takes ${accountRules[use].words}. Choose another name.`
    : 'QuickBooks has an inactive account of that name. Make it active there and pull the accounts, or choose another name.'
  return { ...item, id: entity.Id, outcome: 'skipped', reason: { code: 'name_taken', message } }
}

function bodyOf({ use, name, number }: AccountWish) {
  const { type, subType } = accountRules[use]
  return { Name: name, AccountType: type, AccountSubType: subType, ...(number && { AcctNum: number }) }
}

function note({ world, job }: Shift, id: string, wish: AccountWish) {
  const at = new Date(world.now()).toISOString()
  return world.activity.append({
    company: job.company,
    at,
    by: job.by,
    what: 'account-created',
    detail: { id, ...wish },
  })
}
