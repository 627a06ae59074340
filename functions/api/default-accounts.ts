import { Refusal } from '../../shared/lib/refusal.ts'
import { accountRules, fitOf } from '../../shared/sync/default-accounts.ts'
import type { SettingsPatch } from '../../shared/sync/settings.ts'
import type { World } from './world.ts'

/**
 * Refuses a default account that QuickBooks would refuse on every item that uses it: of another type, inactive, or gone.
 * An account that was never pulled is taken, since then only QuickBooks can judge.
 *
 * @throws Refusal with E_ACCOUNT_TYPE or E_ACCOUNT
 */
export async function refuseUnfitAccounts(
  world: World,
  company: string,
  { defaultAccounts }: SettingsPatch,
): Promise<void> {
  const wanted = (['asset', 'income', 'expense', 'payable'] as const).flatMap((use) => {
    const id = defaultAccounts?.[use]
    return id ? [{ use, id }] : []
  })
  if (wanted.length === 0) return
  const { epoch } = await world.writer.read(company)
  const accounts = await world.catalog.getAll(company, epoch, 'account', [...new Set(wanted.map(({ id }) => id))])
  for (const { use, id } of wanted) {
    const account = accounts.get(id)
    if (!account) continue
    const field = `/defaultAccounts/${use}`
    const { name, detail, active, gone } = account
    if (gone || !active) {
      const words = `${field} is "${name}", which is ${gone ? 'not there any more' : 'inactive'} in QuickBooks; choose an active account`
      throw new Refusal('E_ACCOUNT', field, words)
    }
    if (fitOf(use, detail) === 'wrong') {
      const words = `${field} is "${name}", of the type ${detail.type}, detail ${detail.subType}; it has to be ${accountRules[use].words}`
      throw new Refusal('E_ACCOUNT_TYPE', field, words)
    }
  }
}
