import { Erp, eventOf, type Fact, VERSION_ZERO } from './erp.ts'
import { type EntityType, isList, type Key, keyOf, namesAccounts, typeOf } from './keys.ts'
import { Random } from './random.ts'
import { stockWayOf } from './stock-way.ts'
import { type CompanyName, realms } from './universe.ts'

/** What people do at the API. */
type Act = 'hold' | 'resume' | 'retry'
/** What people do in QuickBooks itself. */
type Meddling = 'edit' | 'rename' | 'delete' | 'void' | 'pay' | 'make inactive' | 'make active'

/** Something that comes from outside, at a moment of the storm. */
export type Happening = { at: number } & (
  | { do: 'feed'; body: string; fact: Fact | undefined; rival?: Fact }
  | { do: Act; company: CompanyName; key: Key }
  | { do: Meddling; company: CompanyName; key: Key }
  | { do: 'spoil the row'; company: CompanyName; key: Key }
  | { do: 'take the name'; company: CompanyName; type: EntityType; name: string }
  | { do: 'close the books' | 'reopen the books'; company: CompanyName }
  | { do: 'disconnect'; company: CompanyName }
  | { do: 'connect'; company: CompanyName; realmId: string }
  | { do: 'disconnect at Intuit' | 'admin leaves' | 'admin is back' | 'access tokens end'; realmId: string }
  | { do: 'QuickBooks answers nothing'; realmId: string; forMs: number; carriedOut: 'yes' | 'no' | 'late' }
  | { do: 'Intuit gives no tokens'; forMs: number }
  | { do: 'the subscription ends'; realmId: string; forMs: number }
  | { do: 'the reads of the month are spent' | 'a new month begins' }
  | { do: 'pull'; company: CompanyName }
  | { do: 'change settings'; company: CompanyName; patch: Record<string, unknown> }
)

const MINUTE = 60_000

/** What a seed has in store: everything that comes from outside, in the order of time. */
export function scriptOf(seed: number): { happenings: Happening[]; lengthMs: number } {
  const random = new Random(seed, 'script')
  const lengthMs = random.between(2, 20) * MINUTE
  const companies: CompanyName[] = random.chance(0.7) ? ['acme', 'beta'] : ['acme']
  const happenings = companies.flatMap((company) => {
    const oddities = new Random(seed, `oddities of ${company}`)
    const taxes = new Random(seed, `taxes of ${company}`)
    const stock = { random: new Random(seed, `movements of ${company}`), way: stockWayOf(seed, company) }
    const feeds = fed(new Erp(company, random, oddities, taxes, stock), random, lengthMs)
    return [
      ...feeds,
      ...people(company, random, lengthMs),
      ...watchers(new Random(seed, `watchers of ${company}`), feeds),
      ...payments(new Random(seed, `payments to ${company}`), feeds),
      ...recounters(company, new Random(seed, `recounters of ${company}`), lengthMs),
      ...spoilers(new Random(seed, `spoilers of ${company}`), feeds),
      ...pulls(company, new Random(seed, `pulls of ${company}`), feeds, lengthMs),
      ...lapses(company, new Random(seed, `lapses of ${company}`), lengthMs),
      ...silences(company, new Random(seed, `silences of ${company}`), lengthMs),
      ...raceForTokens(company, new Random(seed, `race of ${company}`), feeds),
    ]
  })
  happenings.push(...outages(new Random(seed, 'outages'), lengthMs), ...months(new Random(seed, 'months'), lengthMs))
  // In every sixteenth seed the books are left while a write of theirs has no answer, and come back.
  const detour = seed % 16 === 3 ? detourFrom(happenings, new Random(seed, 'detour')) : []
  // In every eighth they are disconnected, and come back when QuickBooks has forgotten the requestid.
  const absence = [6, 12].includes(seed % 16) ? absenceFrom(happenings, new Random(seed, 'absence'), lengthMs) : []
  happenings.push(...detour, ...absence)
  const endsAt = Math.max(lengthMs, ...[...detour, ...absence].map(({ at }) => at + MINUTE))
  return { happenings: happenings.sort((left, right) => left.at - right.at), lengthMs: endsAt }
}

/** A moment of the storm; what happens together meets, so most things happen in a few bursts. */
function moments(random: Random, lengthMs: number): () => number {
  const bursts = Array.from({ length: random.between(1, 4) }, () => random.between(0, lengthMs))
  return () =>
    random.chance(0.7)
      ? Math.min(lengthMs, random.pick(bursts) + random.between(0, 20_000))
      : random.between(0, lengthMs)
}

function fed(erp: Erp, random: Random, lengthMs: number): Happening[] {
  const moment = moments(random, lengthMs)
  const happenings: Happening[] = []
  for (const key of erp.keys) {
    const versions = random.pick([1, 1, 1, 2, 2, 3])
    const facts = Array.from({ length: versions }, () => erp.next(key))
    // Mostly in their order; a queue promises none.
    const times = facts.map(moment)
    if (random.chance(0.7)) times.sort((left, right) => left - right)
    for (const [index, fact] of facts.entries()) {
      const feed = { do: 'feed', body: eventOf(fact), fact } as const
      happenings.push({ at: times[index] ?? 0, ...feed })
      if (random.chance(0.15)) happenings.push({ at: moment(), ...feed })
    }
    if (isList(key) && random.chance(0.02)) happenings.push({ at: moment(), do: 'feed', ...tie(erp, key) })
  }
  if (random.chance(0.2)) {
    const body = random.pick([
      '{',
      '{"company":"acme"}',
      eventOf({ ...ghost, version: VERSION_ZERO * 2 }),
      ...unreadable,
      eventOf(ghost),
    ])
    happenings.push({ at: moment(), do: 'feed', body, fact: undefined })
  }
  return happenings
}

/** Events of which nobody can tell what they are about, as an ERP may send them. */
const unreadable = [
  '{"company":"acme","\\x":1}',
  '{"company":"acme","a":1e999}',
  `{"company":"acme","${'k'.repeat(3_000)}":1,"${'k'.repeat(3_000)}":2}`,
  '{"company":"acme","constructor":{"a":"\\u0000\\uffff"}}',
  'null',
  '',
]

const ghost: Fact = {
  company: 'nobody' as CompanyName,
  key: 'customer/X',
  version: 1,
  record: { custnum: 'X', name: 'X' },
  mark: 'v1',
  totalCents: undefined,
  taxCents: 0,
  isFit: true,
}

/** The same version with another content, which only the ERP can set right. */
function tie(erp: Erp, key: Key): { body: string; fact: undefined; rival: Fact } {
  const fact = erp.next(key)
  const rival = { ...fact, version: fact.version - 1 }
  return { body: eventOf(rival), fact: undefined, rival }
}

function people(company: CompanyName, random: Random, lengthMs: number): Happening[] {
  const moment = moments(random, lengthMs)
  const happenings: Happening[] = []
  const often = (probability: number, make: () => Happening[]) => {
    while (random.chance(probability)) happenings.push(...make())
  }
  const numbered = (letter: string): string => `${letter}${random.between(1, 3)}`
  const listKey = (): Key =>
    random.pick([keyOf(company, 'customer', numbered('C')), keyOf(company, 'part', numbered('P'))])
  const documentKey = (): Key =>
    random.chance(0.6)
      ? keyOf(company, 'invoice', numbered('I'))
      : random.pick([
          keyOf(company, 'purchase-order', numbered('O')),
          keyOf(company, 'voucher', numbered('B')),
          keyOf(company, 'ledger-entry', numbered('J')),
        ])
  const anyKey = (): Key => (random.chance(0.5) ? listKey() : documentKey())
  const [home, other] = realms[company]

  often(0.3, () => [{ at: moment(), do: 'hold', company, key: anyKey() }])
  often(0.3, () => [{ at: moment(), do: random.pick(['resume', 'retry']), company, key: anyKey() }])
  often(0.35, () => {
    const key = anyKey()
    const documents: Meddling[] = key.startsWith('invoice') ? ['edit', 'delete', 'void'] : ['edit', 'delete']
    const meddling = random.pick(isList(key) ? (['edit', 'make inactive', 'make active'] as const) : documents)
    return [{ at: moment(), do: meddling, company, key }]
  })
  often(0.08, () => {
    const key = listKey()
    const id = key.slice(key.indexOf('/') + 1)
    const name = key.startsWith('part') ? id : id.replaceAll('-', ' ')
    return [{ at: moment(), do: 'take the name', company, type: typeOf(key), name }]
  })
  often(0.08, () => [
    { at: moment(), do: 'close the books', company },
    { at: moment(), do: 'reopen the books', company },
  ])
  often(0.1, () => [{ at: moment(), do: 'disconnect', company }])
  often(0.2, () => [{ at: moment(), do: 'connect', company, realmId: home }])
  if (other) often(0.12, () => [{ at: moment(), do: 'connect', company, realmId: other }])
  // Somebody tries to connect the books of another company.
  if (company === 'beta') often(0.1, () => [{ at: moment(), do: 'connect', company, realmId: realms.acme[0] }])
  often(0.06, () => [{ at: moment(), do: 'disconnect at Intuit', realmId: home }])
  often(0.05, () => [
    { at: moment(), do: 'admin leaves', realmId: home },
    { at: moment(), do: 'admin is back', realmId: home },
  ])
  often(0.25, () => [{ at: moment(), do: 'access tokens end', realmId: home }])
  often(0.15, () => [{ at: moment(), do: 'change settings', company, patch: patchOf(random) }])
  return happenings
}

/** Somebody sees a change come in, and stops it at the last moment; or gives another name to what it has become. */
function watchers(random: Random, feeds: readonly Happening[]): Happening[] {
  return feeds.flatMap(({ at, ...happening }): Happening[] => {
    if (happening.do !== 'feed' || !happening.fact) return []
    const { company, key } = happening.fact
    if (random.chance(0.08)) return [{ at: at + random.between(200, 1_500), do: 'hold', company, key }]
    if (random.chance(0.03)) return [{ at: at + random.between(2_000, 8 * MINUTE), do: 'rename', company, key }]
    return []
  })
}

/** Somebody notes in QuickBooks that an invoice was paid, which changes nothing of what it says. */
function payments(random: Random, feeds: readonly Happening[]): Happening[] {
  return feeds.flatMap(({ at, ...happening }): Happening[] => {
    if (happening.do !== 'feed' || !happening.fact?.key.startsWith('invoice/') || !random.chance(0.1)) return []
    const { company, key } = happening.fact
    return [{ at: at + random.between(10_000, 8 * MINUTE), do: 'pay', company, key }]
  })
}

/** Somebody decides in the middle of it that the stock is counted otherwise. */
function recounters(company: CompanyName, random: Random, lengthMs: number): Happening[] {
  if (!random.chance(0.06)) return []
  const patch = random.pick([{ stockCountedBy: 'erp' }, { stockCountedBy: 'quickbooks' }, { quantities: 'adjust' }])
  return [{ at: random.between(0, lengthMs), do: 'change settings', company, patch }]
}

/** What is stored of a record is such that this version cannot read it. */
function spoilers(random: Random, feeds: readonly Happening[]): Happening[] {
  if (!random.chance(0.08)) return []
  return feeds.flatMap(({ at, ...happening }): Happening[] => {
    if (happening.do !== 'feed' || !happening.fact || !random.chance(0.15)) return []
    const { company, key } = happening.fact
    return [{ at: at + random.between(100, 4_000), do: 'spoil the row', company, key }]
  })
}

/** Intuit lets nothing be read any more until the month is over. */
function months(random: Random, lengthMs: number): Happening[] {
  if (!random.chance(0.06)) return []
  const at = random.between(0, lengthMs)
  return [
    { at, do: 'the reads of the month are spent' },
    { at: Math.min(lengthMs, at + random.between(1, 30) * MINUTE), do: 'a new month begins' },
  ]
}

/** Somebody runs a full sync of the accounts again, and ties what is not tied. */
function pulls(company: CompanyName, random: Random, feeds: readonly Happening[], lengthMs: number): Happening[] {
  const hasAccounts = feeds.some((one) => one.do === 'feed' && one.fact && namesAccounts(one.fact.key))
  if (!hasAccounts || !random.chance(0.3)) return []
  return Array.from({ length: random.between(1, 2) }, () => ({ at: random.between(0, lengthMs), do: 'pull', company }))
}

/**
 * For some minutes QuickBooks answers no write, whatever it does with it: then the replays run out, and only a look back
 * can tell.
 */
function silences(company: CompanyName, random: Random, lengthMs: number): Happening[] {
  if (!random.chance(0.2)) return []
  const forMs = random.between(1, 12) * MINUTE
  const carriedOut = random.pick(['yes', 'no', 'late'] as const)
  const [realmId] = realms[company]
  return [{ at: random.between(0, lengthMs), do: 'QuickBooks answers nothing', realmId, forMs, carriedOut }]
}

/** For some minutes nobody pays for the books, which take nothing then. */
function lapses(company: CompanyName, random: Random, lengthMs: number): Happening[] {
  if (!random.chance(0.05)) return []
  const [realmId] = realms[company]
  const forMs = random.between(1, 30) * MINUTE
  return [{ at: random.between(0, lengthMs), do: 'the subscription ends', realmId, forMs }]
}

/** Tokens come to their end just when a push and a pull both want to use them. */
function raceForTokens(company: CompanyName, random: Random, feeds: readonly Happening[]): Happening[] {
  if (feeds.length === 0 || !random.chance(0.06)) return []
  const { at } = random.pick(feeds)
  const [realmId] = realms[company]
  return [
    { at, do: 'access tokens end', realmId },
    { at: at + random.between(0, 500), do: 'pull', company },
  ]
}

/** For some minutes Intuit renews no tokens, just when those that are in use come to their end. */
function outages(random: Random, lengthMs: number): Happening[] {
  if (!random.chance(0.06)) return []
  const at = random.between(0, lengthMs / 2)
  const tokensEnd = Object.values(realms).flatMap(([realmId]): Happening[] => [
    { at, do: 'access tokens end', realmId },
  ])
  return [{ at, do: 'Intuit gives no tokens', forMs: random.between(2, 20) * MINUTE }, ...tokensEnd]
}

/** Somebody connects other books just after a record has come in, sees the mistake, and connects the right ones again. */
function detourFrom(happenings: readonly Happening[], random: Random): Happening[] {
  const company = 'acme'
  const [home, other] = realms[company]
  const feeds = happenings.filter((one) => one.do === 'feed' && one.fact?.company === company)
  if (feeds.length === 0) return []
  const { at } = random.pick(feeds)
  const carriedOut = random.pick(['yes', 'yes', 'no', 'late'] as const)
  const leavesAt = at + random.between(1, 70) * 1_000
  const comesBackAt = leavesAt + random.between(1, 15) * MINUTE
  return [
    { at, do: 'QuickBooks answers nothing', realmId: home, forMs: leavesAt - at + MINUTE, carriedOut },
    { at: leavesAt, do: 'connect', company, realmId: other },
    { at: comesBackAt, do: 'connect', company, realmId: home },
  ]
}

/**
 * Somebody disconnects the books just after a document has come in, and connects them again much later. It comes in last, so
 * that all that it mentions is there, and it is the document that has no answer.
 */
function absenceFrom(happenings: Happening[], random: Random, lengthMs: number): Happening[] {
  const company = 'acme'
  const [home] = realms[company]
  const isOf = (one: Happening, key?: Key) =>
    one.do === 'feed' && one.fact?.company === company && (key ? one.fact.key === key : !isList(one.fact.key))
  const document = happenings.findLast((one) => isOf(one))
  if (document?.do !== 'feed' || !document.fact) return []
  const { key } = document.fact
  const at = lengthMs + MINUTE
  for (const one of happenings) if (isOf(one, key)) one.at = at
  const carriedOut = random.pick(['yes', 'yes', 'no', 'late'] as const)
  const leavesAt = at + random.between(5, 70) * 1_000
  const comesBackAt = leavesAt + random.between(10, 50) * MINUTE
  return [
    { at, do: 'QuickBooks answers nothing', realmId: home, forMs: leavesAt - at + MINUTE, carriedOut },
    { at: leavesAt, do: 'disconnect', company },
    { at: comesBackAt, do: 'connect', company, realmId: home },
  ]
}

function patchOf(random: Random): Record<string, unknown> {
  return random.pick([
    { editedInQuickBooks: 'overwrite' },
    { editedInQuickBooks: 'hold' },
    { invoiceDelete: 'void' },
    { invoiceDelete: 'delete' },
    { adoptByExactName: true },
    { switches: { invoice: false } },
    { switches: { invoice: true } },
    { switches: { voucher: false, 'ledger-entry': false } },
    { switches: { voucher: true, 'ledger-entry': true } },
    { goLiveAt: '2026-11-18' },
    { goLiveAt: '2023-01-01' },
  ])
}
