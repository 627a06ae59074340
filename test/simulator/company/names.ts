import type { EntityName } from '../schema.ts'

/** A list whose names must differ. Customers, vendors and employees share one. */
export type NameScope = 'people' | 'Item' | 'Account' | 'Term' | 'TaxRate' | 'TaxCode'

export const nameScopeOf: Partial<Record<EntityName, NameScope>> = {
  Customer: 'people',
  Vendor: 'people',
  Employee: 'people',
  Item: 'Item',
  Account: 'Account',
  Term: 'Term',
  TaxRate: 'TaxRate',
  TaxCode: 'TaxCode',
}

export const DELETED_SUFFIX = ' (deleted)'

/** Case and outer blanks do not make a name another. */
const fold = (name: string) => name.trim().toLowerCase()

/** What is known by a name or number, so that neither uniqueness nor a look-up walks through a list. */
export class NameIndex {
  readonly #holders = new Map<string, Set<string>>()

  /** Who holds the name in this scope. */
  holders = (scope: string, name: string): ReadonlySet<string> =>
    this.#holders.get(`${scope}|${fold(name)}`) ?? new Set()

  add(scope: string, name: string, holder: string): void {
    const key = `${scope}|${fold(name)}`
    const holders = this.#holders.get(key)
    if (holders) holders.add(holder)
    else this.#holders.set(key, new Set([holder]))
  }

  remove(scope: string, name: string, holder: string): void {
    this.#holders.get(`${scope}|${fold(name)}`)?.delete(holder)
  }
}
