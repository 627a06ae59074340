import type { Call } from '../simulator/control.ts'
import { entityTypes, keyIn, markIn } from './keys.ts'
import type { Happening } from './script.ts'
import type { Run } from './simulation.ts'
import { departuresOf } from './worlds.ts'

type Line = { at: number; order: number; text: string }

/** A run in plain words and in the order of time: what came, what went wrong, what was called, what came of it. */
export function storyOf(run: Run): string {
  const { universe, happenings, struck, violation } = run
  const start = universe.startedAt
  const lines: Line[] = []
  const tell = (at: number, order: number, text: string) => lines.push({ at, order, text })

  for (const happening of happenings) tell(universe.stormAt + happening.at, 0, `· ${inWords(happening)}`)
  for (const { at, key, name, fault } of struck) tell(at, 1, `! ${key.split('#')[0]}: ${name}: ${fault}`)
  for (const call of universe.calls()) tell(call.at, 2, `> ${callInWords(call)}`)
  for (const realmId of universe.books.control.realms()) {
    for (const { at, by, operation, type, id } of universe.books.control.changes(realmId)) {
      if (!entityTypes.some((name) => name === type)) continue
      const entity = universe.books.control.entity(realmId, type, id)?.entity ?? {}
      const whose = keyIn(type, entity)?.key ?? type
      tell(at - universe.skewMs, 3, `= ${realmId}: ${by} ${operation} ${type} ${id} (${whose} ${markIn(entity) ?? ''})`)
    }
  }
  for (const { at, by, line } of universe.logs) tell(at, 4, `  ${by} says ${line}`)
  const told = lines.filter(({ at }) => at <= universe.scheduler.now)
  told.sort((left, right) => left.at - right.at || left.order - right.order)
  return [
    `Seed ${run.planned.seed}, in minutes and seconds since its beginning${worldInWords(run)}:`,
    ...told.map(({ at, text }) => `${clock(at - start)} ${text}`),
    violation
      ? `${clock(universe.scheduler.now - start)} ✗ invariant ${violation.invariant}: ${violation.message}`
      : '✓',
  ].join('\n')
}

/** Only what is not as documented, which takes part in what happens. */
function worldInWords({ world }: Run): string {
  const departures = departuresOf(world).map(([option, choice]) => `${option} ${choice}`)
  return departures.length === 0 ? '' : `, in a world of ${departures.join(', ')}`
}

function clock(ms: number): string {
  const seconds = ms / 1_000
  return `${String(Math.floor(seconds / 60)).padStart(4)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`
}

function inWords(happening: Happening): string {
  switch (happening.do) {
    case 'feed': {
      const { fact } = happening
      if (!fact) return `the feed brings ${happening.body.slice(0, 80)}`
      return `the feed brings ${fact.key} ${fact.record ? fact.mark : 'deleted'} (version ${fact.version % 1_000})`
    }
    case 'take the name':
      return `somebody in QuickBooks makes a ${happening.type} "${happening.name}"`
    case 'change settings':
      return `${happening.company} changes settings: ${JSON.stringify(happening.patch)}`
    case 'Intuit gives no tokens':
    case 'the reads of the month are spent':
    case 'a new month begins':
      return happening.do
    case 'connect':
      return `${happening.company} connects ${happening.realmId}`
    default:
      return 'key' in happening
        ? `a person: ${happening.do} ${happening.key}`
        : `${'company' in happening ? happening.company : happening.realmId}: ${happening.do}`
  }
}

function callInWords({ path, query, body, status, delivery, requestId, answer, injected }: Call): string {
  const what = path.replace('/v3/company/', '')
  const came = delivery.is === 'answered' ? `${status} after ${delivery.afterMs} ms` : delivery.is
  const late = injected?.is === 'timeout' && injected.carriedOut === 'late' ? `, ${injected.lateMs / 1_000} s late` : ''
  if (path.endsWith('/batch')) {
    const items = (JSON.parse(body) as { BatchItemRequest: Record<string, unknown>[] }).BatchItemRequest
    return `${what} ${requestId?.slice(0, 12)} ${items.map(itemInWords).join('; ')} → ${came}${late} ${faultsIn(answer)}`
  }
  const select = new URLSearchParams(query).get('query')
  return `${what} ${select?.slice(0, 110) ?? ''} → ${came}${late}`
}

function itemInWords(item: Record<string, unknown>): string {
  const [type = '', sent] = Object.entries(item).find(([name]) => entityTypes.some((known) => known === name)) ?? []
  const fields = Object(sent) as Record<string, unknown>
  const whose = keyIn(type, fields)?.key ?? `${type} ${fields['Id']}`
  const active = fields['Active'] === undefined ? '' : fields['Active'] ? ' active' : ' inactive'
  return `${item['operation']} ${whose} ${markIn(fields) ?? ''}${active}`
}

const faultsIn = (answer: string): string => [...answer.matchAll(/"code":"(\d+)"/g)].map(([, code]) => code).join(' ')
