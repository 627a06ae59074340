import type { Realm } from './accounting-api.ts'
import type { Change, Company, Stored } from './company/company.ts'
import type { Balance, Posting } from './company/ledger.ts'
import type { Preferences } from './company/preferences.ts'
import { definitions } from './entities/definitions.ts'
import type { ThrottleShape } from './gateway-fault.ts'
import type { Effect, Injection, InjectionInput, Injections } from './injection.ts'
import { asText, type Fields } from './json.ts'
import { Limits, type Usage } from './limits.ts'
import type { Consent, OAuth, Tokens } from './oauth.ts'
import { type EntityName, entityNames } from './schema.ts'
import { newCompany } from './seed/sandbox.ts'
import { show, showDeleted } from './show.ts'
import type { World } from './world.ts'
import { makeVoid, merge, pay, plant, remove, save, type Write } from './write.ts'

/** How an answer reaches the caller, or does not. */
export type Delivery =
  | { is: 'answered'; afterMs: number }
  /** The connection breaks before or, if `cut`, in the middle of the answer. */
  | { is: 'broken'; cut: boolean; afterMs: number }
  | { is: 'never' }

/** A call as the simulator saw it, refused ones included. */
export type Call = {
  number: number
  at: number
  realmId: string | null
  method: string
  path: string
  /** The query without its question mark. */
  query: string
  requestId: string | null
  body: string
  /** When it was carried out; null if it was not, or not yet. */
  carriedOutAt: number | null
  status: number | null
  answer: string
  injected: Effect | null
  delivery: Delivery
  intuitTid: string
}

/** An entity with what became of it; `entity` is what was there last, also of a deleted one. */
type EntityState = {
  type: EntityName
  id: string
  syncToken: number
  deleted: boolean
  entity: Fields
  postings: readonly Posting[]
}

/** A line of the trial balance, with the account's name. */
type TrialBalanceLine = Balance & { name: string }

/** All there is in one realm. */
type RealmState = {
  realmId: string
  name: string
  preferences: Preferences
  entities: EntityState[]
  trialBalance: TrialBalanceLine[]
  changes: readonly Change[]
  usage: Usage
}

/** What a person does in QuickBooks itself. Each raises the SyncToken and answers the entity as it then is. */
type Person = {
  create(type: EntityName, body: Fields): Fields
  edit(type: EntityName, id: string, changes: Fields): Fields
  rename(type: EntityName, id: string, name: string): Fields
  makeInactive(type: EntityName, id: string): Fields
  makeActive(type: EntityName, id: string): Fields
  delete(type: EntityName, id: string): Fields
  void(id: string): Fields
  /** Notes an invoice as paid. */
  pay(id: string): Fields
  merge(type: EntityName, fromId: string, intoId: string): void
}

/** What is remembered of calls; the oldest go first. */
export const CALLS_KEPT_MAX = 200_000

/** The settings of the whole simulator that can be changed while it runs. */
export type Settings = {
  rotateRefreshTokensAlways: boolean
  /** Reads a realm may make in a month; null for no cap. */
  monthlyReadCap: number | null
  limitsOn: boolean
  throttleShape: ThrottleShape
  world: World
}

/** Changes to the settings; of the world only what is named. */
export type SettingsChange = Partial<Omit<Settings, 'world'>> & { world?: Partial<World> }

/** A realm to add: with a chart of accounts and terms, and with the sandbox's lists if wanted. */
export type NewRealm = {
  realmId: string
  name: string
  withLists?: boolean
  charset?: 'latin-1' | 'utf-8'
  preferences?: Partial<Preferences>
}

/** The simulator from behind: what tests and tools look at and meddle with. */
export type Control = {
  realms(): string[]
  addRealm(realm: NewRealm): void
  state(realmId: string): RealmState
  /** All entities of a type, deleted ones marked. */
  entities(realmId: string, type: EntityName): EntityState[]
  entity(realmId: string, type: EntityName, id: string): EntityState | undefined
  trialBalance(realmId: string): TrialBalanceLine[]
  /** Effective changes in their order. */
  changes(realmId: string): readonly Change[]
  usage(realmId: string): Usage
  calls(): readonly Call[]
  forgetCalls(): void
  setPreferences(realmId: string, changes: Partial<Preferences>): void
  /** Puts an entity in place under a given Id, as if it had always been there. */
  plant(realmId: string, type: EntityName, id: string, body: Fields, syncToken?: number): void
  person(realmId: string): Person
  inject(injection: InjectionInput): string
  injections(): ({ id: string } & Injection)[]
  clearInjections(id?: string): void
  forgetRequestIds(realmId?: string): void
  /** Tokens without the walk through the browser. */
  issueTokens(realmId: string): Tokens
  liveRefreshTokens(realmId: string): string[]
  expireAccessTokens(realmId: string): void
  /** A person disconnects the app inside QuickBooks. */
  disconnect(realmId: string): void
  /** The person who connected the realm is no longer its admin, or is again. */
  setAdminLeft(realmId: string, hasLeft: boolean): void
  /** How the next authorisations are answered. */
  setConsent(consent: Partial<Consent>): void
  settings(): Settings
  configure(changes: SettingsChange): void
}

/** What the control has its hands on. */
export type Innards = {
  now: () => number
  realms: Map<string, Realm>
  oauth: OAuth
  injections: Injections
  calls: Call[]
  settings: Settings
  forgetRequestIds: (realmId?: string) => void
}

/** The control over a simulator. */
export function controlOf(innards: Innards): Control {
  const { now, realms, oauth, injections, calls, settings } = innards
  const realmOf = (realmId: string): Realm => {
    const realm = realms.get(realmId)
    if (!realm) throw new RangeError(`there is no realm ${realmId}`)
    return realm
  }
  const companyOf = (realmId: string) => realmOf(realmId).company
  const entities = (realmId: string, type: EntityName) =>
    [...companyOf(realmId).all(type)].map((stored) => stateOf(stored, companyOf(realmId)))
  const trialBalance = (realmId: string) => trialBalanceOf(companyOf(realmId))
  return {
    realms: () => [...realms.keys()],
    addRealm({ realmId, name, withLists = false, charset = 'latin-1', preferences = {} }) {
      if (realms.has(realmId)) throw new RangeError(`there is a realm ${realmId} already`)
      const company = newCompany({ realmId, name, at: now(), preferences, world: settings.world, withLists })
      realms.set(realmId, { company, limits: new Limits(), charset, createdAt: now() })
    },
    state: (realmId) => ({
      realmId,
      name: companyOf(realmId).name,
      preferences: companyOf(realmId).preferences,
      entities: entityNames.flatMap((type) => entities(realmId, type)),
      trialBalance: trialBalance(realmId),
      changes: companyOf(realmId).changes,
      usage: realmOf(realmId).limits.usage,
    }),
    entities,
    entity(realmId, type, id) {
      const stored = companyOf(realmId).find(type, id)
      return stored && stateOf(stored, companyOf(realmId))
    },
    trialBalance,
    changes: (realmId) => companyOf(realmId).changes,
    usage: (realmId) => realmOf(realmId).limits.usage,
    calls: () => calls,
    forgetCalls: () => {
      calls.length = 0
    },
    setPreferences(realmId, changes) {
      const company = companyOf(realmId)
      company.preferences = { ...company.preferences, ...changes }
    },
    plant: (realmId, type, id, body, syncToken = 0) =>
      void plant(companyOf(realmId), type, id, body, { at: now(), syncToken }),
    person: (realmId) => personIn(companyOf(realmId), now),
    inject: (injection) => injections.add(injection),
    injections: injections.list,
    clearInjections: (id) => injections.clear(id),
    forgetRequestIds: innards.forgetRequestIds,
    issueTokens: (realmId) => oauth.issue(companyOf(realmId).realmId, now()),
    liveRefreshTokens: oauth.liveRefreshTokens,
    expireAccessTokens: (realmId) => oauth.expireAccessTokens(realmId, now()),
    disconnect: (realmId) => oauth.disconnect(realmId),
    setAdminLeft: (realmId, hasLeft) =>
      void (hasLeft ? oauth.strandedRealms.add(realmId) : oauth.strandedRealms.delete(realmId)),
    setConsent: (consent) => void Object.assign(oauth.consent, consent),
    settings: () => ({ ...settings, world: { ...settings.world }, rotateRefreshTokensAlways: oauth.rotateAlways }),
    configure({ world = {}, ...changes }) {
      Object.assign(settings, changes)
      Object.assign(settings.world, world)
      oauth.rotateAlways = settings.rotateRefreshTokensAlways
    },
  }
}

function stateOf(stored: Stored, company: Company): EntityState {
  const { type, id, syncToken } = stored
  return {
    type,
    id,
    syncToken,
    deleted: stored.deletedAt !== null,
    entity: show({ ...stored, deletedAt: null }, company),
    postings: company.ledger.postingsOf(`${type}/${id}`),
  }
}

const trialBalanceOf = (company: Company): TrialBalanceLine[] =>
  company.ledger
    .trialBalance()
    .map((balance) => ({ ...balance, name: company.referenceName('Account', balance.account) ?? '' }))
    .sort((left, right) => Number(left.account) - Number(right.account))

function personIn(company: Company, now: () => number): Person {
  const write = (): Write => ({
    at: now(),
    by: 'person',
    include: new Set(['allowduplicatedocnum']),
    requestId: null,
    bId: null,
  })
  const token = (type: EntityName, id: string) => ({ Id: id, SyncToken: String(company.live(type, id).syncToken) })
  const saved = (type: EntityName, body: Fields) => show(save(company, definitions[type], body, write()), company)
  const edit = (type: EntityName, id: string, changes: Fields) =>
    saved(type, { ...changes, ...token(type, id), sparse: true })
  return {
    create: saved,
    edit,
    rename(type, id, name) {
      const field = asText(company.live(type, id).body['DisplayName']) === undefined ? 'Name' : 'DisplayName'
      return edit(type, id, { [field]: name })
    },
    makeInactive: (type, id) => edit(type, id, { Active: false }),
    makeActive: (type, id) => edit(type, id, { Active: true }),
    delete: (type, id) => showDeleted(remove(company, definitions[type], token(type, id), write())),
    void: (id) => show(makeVoid(company, definitions.Invoice, token('Invoice', id), write()), company),
    pay: (id) => show(pay(company, id, write()), company),
    merge: (type, fromId, intoId) => merge(company, type, fromId, intoId, write()),
  }
}
