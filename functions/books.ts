import type { CatalogStore } from '../shared/aws/catalog.ts'
import type { CompanyStore } from '../shared/aws/companies.ts'
import { isDueNow } from '../shared/aws/open-key.ts'
import type { RecordStore } from '../shared/aws/records.ts'
import type { WriterStore } from '../shared/aws/writer.ts'
import type { RecordKey } from '../shared/erp/record.ts'
import { unreadPreferences } from '../shared/qbo/preferences.ts'
import { accountTypesIn } from '../shared/sync/catalog.ts'
import { dayOf } from '../shared/sync/day.ts'
import { factsOf } from '../shared/sync/facts.ts'
import { LEVELS_MAX } from '../shared/sync/parents.ts'
import { type Books, linkIn, mentionsOf } from '../shared/sync/plan.ts'
import type { AccountTypes, Link, StoredRecord } from '../shared/sync/record.ts'
import type { Settings } from '../shared/sync/settings.ts'
import { namedTaxCodes, type TaxCode, taxCodeNamed } from '../shared/sync/translate/tax.ts'
import { parentOf } from '../shared/sync/translate/translate.ts'

/** The books as a run learns them: what was read once is kept for as long as the run lasts, or until it is of use. */
export type LearnedBooks = Books & {
  links: Map<RecordKey, Link>
  coming: Set<RecordKey>
  accounts: Map<string, AccountTypes>
  taxCodes: TaxCode[]
  parents: Map<RecordKey, RecordKey | undefined>
  /** Whether the payable accounts of all currencies are among the accounts. */
  hasPayables?: boolean
  counted?: Set<RecordKey> | undefined
}

export type BooksWorld = {
  records: Pick<RecordStore, 'standings' | 'getAll'>
  catalog: Pick<CatalogStore, 'getAll' | 'all'>
}

/** The books as they are now, of which nothing has been learned yet. */
export async function openBooks(
  world: { now: () => number; writer: Pick<WriterStore, 'read'>; companies: Pick<CompanyStore, 'settings'> },
  company: string,
  epoch?: number,
): Promise<LearnedBooks> {
  const [writer, { settings }] = await Promise.all([world.writer.read(company), world.companies.settings(company)])
  return {
    settings,
    epoch: epoch ?? writer.epoch,
    country: writer.country,
    preferences: writer.preferences ?? unreadPreferences,
    today: dayOf(world.now(), settings.timeZone),
    links: new Map(),
    coming: new Set(),
    accounts: new Map(),
    taxCodes: [],
    parents: new Map(),
  }
}

/** Learns of what these records mention whatever their plan needs and is not known yet. */
export async function learn(
  world: BooksWorld,
  company: string,
  books: LearnedBooks,
  rows: readonly StoredRecord[],
): Promise<void> {
  // A row that fails at these fails before anything is begun that nobody would then wait for.
  const areForeign = rows.some((row) => isForeign(row, books))
  const nameTaxes = rows.some((row) => namesUnknownTax(row, books))
  await Promise.all([
    learnMentions(world, company, books, rows),
    learnAccounts(world, company, books),
    areForeign && learnPayables(world, company, books),
    nameTaxes && learnTaxCodes(world, company, books),
  ])
  await learnParents(world, company, books, rows)
}

async function learnMentions(
  { records, catalog }: BooksWorld,
  company: string,
  books: LearnedBooks,
  rows: readonly StoredRecord[],
): Promise<void> {
  const mentioned = rows.flatMap((row) => Object.values(mentionsOf(row, books.settings)).flat())
  // What is inactive may have been made active since, by us or by somebody else.
  const unknown = [...new Set(mentioned)].filter((key) => !books.links.get(key)?.active)
  const tied: { key: RecordKey; link: Link }[] = []
  for (const [key, standing] of await records.standings(company, unknown)) {
    const link = linkIn(books.epoch, standing)
    if (link) tied.push({ key, link })
    else books.links.delete(key)
    if (!link && isDueNow(standing.open)) books.coming.add(key)
    else books.coming.delete(key)
  }
  // What an account is, the newest pull says; the link says what it was when it was tied.
  const accounts = tied.flatMap(({ link: { type, id } }) => (type === 'Account' ? [id] : []))
  const types = accounts.length > 0 ? await accountTypes({ catalog }, company, books.epoch, accounts) : new Map()
  for (const { key, link } of tied) {
    const account = link.type === 'Account' ? (types.get(link.id) ?? link.account) : link.account
    books.links.set(key, { ...link, account })
  }
}

/** The default accounts, and those of the product codes. */
async function learnAccounts(world: BooksWorld, company: string, books: LearnedBooks): Promise<void> {
  const ids = chosenAccounts(books.settings).filter((id) => !books.accounts.has(id))
  if (ids.length === 0) return
  for (const [id, types] of await accountTypes(world, company, books.epoch, ids)) books.accounts.set(id, types)
}

/** An order or a bill in another currency than the books, which wants the payable account of that. */
const isForeign = ({ record }: StoredRecord, { preferences }: Books): boolean =>
  (record?.kind === 'voucher' || record?.kind === 'purchase-order') &&
  preferences.multiCurrency &&
  (record.content.currency ?? preferences.homeCurrency) !== preferences.homeCurrency

/** Every payable account that is in use, for the currency that it is kept in; they are read once in a run. */
async function learnPayables({ catalog }: BooksWorld, company: string, books: LearnedBooks): Promise<void> {
  if (books.hasPayables) return
  for await (const { id, active, detail } of catalog.all(company, books.epoch, 'account')) {
    const types = accountTypesIn(detail)
    if (active && types.type === 'Accounts Payable') books.accounts.set(id, types)
  }
  books.hasPayables = true
}

const namesUnknownTax = ({ record }: StoredRecord, { taxCodes }: Books): boolean =>
  namedTaxCodes(record).some((named) => !taxCodeNamed(named, taxCodes))

/** The tax codes in use with what they take; they are read anew for one that is not among them. */
async function learnTaxCodes({ catalog }: BooksWorld, company: string, books: LearnedBooks): Promise<void> {
  const percents = new Map<string, number | undefined>()
  for await (const { id, detail } of catalog.all(company, books.epoch, 'tax-rate')) percents.set(id, detail.percent)
  const percentOf = (rates: readonly string[]) => {
    const known = rates.map((id) => percents.get(id))
    return known.every((percent) => percent !== undefined)
      ? known.reduce((sum, percent) => sum + percent, 0)
      : undefined
  }
  const codes: TaxCode[] = []
  for await (const { id, name, active, gone, detail } of catalog.all(company, books.epoch, 'tax-code')) {
    const { taxable, salesRates, purchaseRates } = detail
    const takes = { percentOfSales: percentOf(salesRates), percentOfPurchases: percentOf(purchaseRates) }
    if (active && !gone) codes.push({ id, name, taxable, ...takes })
  }
  books.taxCodes = codes
}

/** The types of accounts by their Id; those that were never pulled are left out. */
export async function accountTypes(
  { catalog }: Pick<BooksWorld, 'catalog'>,
  company: string,
  epoch: number,
  ids: readonly string[],
): Promise<Map<string, AccountTypes>> {
  const pulled = await catalog.getAll(company, epoch, 'account', ids)
  return new Map([...pulled].map(([id, { detail }]) => [id, accountTypesIn(detail)]))
}

/** The accounts that items book to that no record is linked to, by the items' Ids, as far as they have been pulled. */
export async function incomeAccounts(
  { catalog }: { catalog: Pick<CatalogStore, 'content'> },
  company: string,
  epoch: number,
  items: readonly (string | null)[],
): Promise<Map<string, string>> {
  const found = await Promise.all(
    items.flatMap((id) =>
      id === null ? [] : [catalog.content(company, epoch, 'item', id).then((item) => ({ id, item }))],
    ),
  )
  return new Map(
    found.flatMap(({ id, item }) => {
      const account = item && factsOf(item, undefined).incomeAccount
      return account ? [[id, account] as const] : []
    }),
  )
}

function chosenAccounts({ defaultAccounts, prcAccounts }: Settings): string[] {
  const chosen = [defaultAccounts, ...Object.values(prcAccounts)].flatMap((accounts) => Object.values(accounts))
  return [...new Set(chosen)].filter((id) => typeof id === 'string')
}

/** What each of these records is filed under, and that, up to the top or as far as QuickBooks takes it. */
async function learnParents(
  { records }: BooksWorld,
  company: string,
  { parents }: LearnedBooks,
  rows: readonly StoredRecord[],
): Promise<void> {
  for (const { key, record } of rows) parents.set(key, parentOf(record))
  let above = rows.flatMap(({ record }) => parentOf(record) ?? [])
  for (let level = 0; level <= LEVELS_MAX + 1 && above.length > 0; level++) {
    const unknown = [...new Set(above)].filter((key) => !parents.has(key))
    const found = await records.getAll(company, unknown)
    for (const key of unknown) parents.set(key, parentOf(found.get(key)?.record))
    above = above.flatMap((key) => parents.get(key) ?? [])
  }
}
