import { type ItemFault, parseBatch, readsIn, runBatch } from './batch.ts'
import { changesSince, typesAsked } from './cdc.ts'
import { monthAt, stamp, stampWithMillis } from './clock.ts'
import type { Company } from './company/company.ts'
import { preferencesEntity } from './company/preferences.ts'
import type { Definition } from './entities/definition.ts'
import { definitionAtPath } from './entities/definitions.ts'
import { missing, Refusal, refuse, unsupported } from './fault.ts'
import { type ThrottleShape, throttled } from './gateway-fault.ts'
import { asFields, type Fields, type Json } from './json.ts'
import type { Limits } from './limits.ts'
import type { PlainAnswer } from './oauth.ts'
import { runQuery } from './query.ts'
import { checkRequestId, type RememberedRequests } from './requests.ts'
import { show, showDeleted } from './show.ts'
import { makeVoid, remove, save } from './write.ts'

/** One realm: its books, and what was used of its limits. */
export type Realm = { company: Company; limits: Limits; charset: 'latin-1' | 'utf-8'; createdAt: number }

/** A call that passed the gateway. */
export type ApiCall = {
  at: number
  method: string
  /** The path below `/v3/company/{realmId}`, split at its slashes. */
  resource: string[]
  query: URLSearchParams
  header: (name: string) => string | null
  body: string
}

export type ApiContext = {
  realm: Realm
  random: () => number
  remembered: RememberedRequests<PlainAnswer>
  rememberedItems: RememberedRequests<Fields>
  readCap: number | null
  throttleShape: ThrottleShape
  itemFaults: ReadonlyMap<number, ItemFault>
}

class ReadCapReached extends Error {}

/** Answers a call to the Accounting API of one company. */
export function answerApi(call: ApiCall, context: ApiContext): PlainAnswer {
  try {
    const accept = call.header('accept') ?? ''
    const answer = route(call, context)
    if (accept.includes('application/json')) return answer
    const xml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="${stampWithMillis(call.at)}"/>`
    return { ...answer, headers: { 'content-type': 'application/xml;charset=UTF-8' }, body: xml }
  } catch (error) {
    if (error instanceof Refusal) return json(error.status, error.body(call.at))
    if (error instanceof ReadCapReached) return throttled(call.at, context.throttleShape)
    throw error
  }
}

const json = (status: number, body: Fields): PlainAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify(body),
})

const ok = (call: ApiCall, body: Fields) => json(200, { ...body, time: stampWithMillis(call.at) })

function route(call: ApiCall, context: ApiContext): PlainAnswer {
  const { method, resource, query } = call
  const [name = '', id] = resource
  const { company } = context.realm
  if (resource.length > 2) throw unsupported(resource.join('/'))
  if (name === 'query' && !id && (method === 'GET' || method === 'POST')) {
    const text = method === 'GET' ? query.get('query') : call.body
    if (!text) throw missing('query')
    meter(call, context, 1)
    return ok(call, { QueryResponse: runQuery(company, text, singlesOf(context), context.random) })
  }
  if (name === 'batch' && !id && method === 'POST') return batch(call, context)
  if (method === 'GET') return read(call, context, name, id)
  const definition = definitionAtPath(name)
  if (method !== 'POST' || !definition || id) throw unsupported(`${method} ${resource.join('/')}`)
  return replayable(call, context, () => write(call, context, definition))
}

function read(call: ApiCall, context: ApiContext, name: string, id: string | undefined): PlainAnswer {
  const { company } = context.realm
  if (name === 'cdc' && !id) {
    meter(call, context, typesAsked(call.query).length)
    return json(200, changesSince(company, call.query, call.at))
  }
  if (name === 'companyinfo' && id === company.realmId) {
    meter(call, context, 1)
    return ok(call, { CompanyInfo: companyInfo(context.realm) })
  }
  if (name === 'preferences' && !id) {
    meter(call, context, 1)
    return ok(call, { Preferences: preferencesEntity(company.preferences, stamp(context.realm.createdAt)) })
  }
  const definition = definitionAtPath(name)
  if (!definition || !id) throw unsupported(`GET ${call.resource.join('/')}`)
  if (!/^\d+$/.test(id)) throw refuse('2030', `Id should be a valid number. Supplied value:${id}`, 'Id')
  const stored = company.live(definition.name, id)
  meter(call, context, 1)
  return ok(call, { [definition.name]: show(stored, company) })
}

function write(call: ApiCall, context: ApiContext, definition: Definition): PlainAnswer {
  const { company } = context.realm
  const body = asFields(parseBody(call, context))
  if (!body)
    throw refuse('2010', 'Property Name:failed to parse json object; a property specified is unsupported or invalid')
  const { at, query } = call
  const include = includesOf(query)
  const details = { at, by: 'api', include, requestId: query.get('requestid'), bId: null } as const
  const operation = query.get('operation') ?? (body['Id'] === undefined ? 'create' : 'update')
  if (operation === 'delete')
    return ok(call, { [definition.name]: showDeleted(remove(company, definition, body, details)) })
  if (operation === 'void' || (operation === 'update' && include.has('void')))
    return ok(call, { [definition.name]: show(makeVoid(company, definition, body, details), company) })
  if (operation !== 'create' && operation !== 'update') throw unsupported(operation)
  if (operation === 'update' && body['Id'] === undefined) throw missing('Id')
  return ok(call, { [definition.name]: show(save(company, definition, body, details), company) })
}

function batch(call: ApiCall, context: ApiContext): PlainAnswer {
  const requestId = call.query.get('requestid')
  checkRequestId(requestId, { inBatch: true })
  const items = parseBatch(parseBody(call, context), requestId)
  meter(call, context, readsIn(items))
  const carryOut = () =>
    json(
      200,
      runBatch(items, {
        company: context.realm.company,
        at: call.at,
        requestId,
        include: includesOf(call.query),
        remembered: context.rememberedItems,
        random: context.random,
        singles: singlesOf(context),
        itemFaults: context.itemFaults,
      }),
    )
  return context.realm.company.world.requestIds === 'the whole answer'
    ? replayable(call, context, carryOut)
    : carryOut()
}

/** Answers a write again if its requestid is known, as far as this world remembers any. */
function replayable(call: ApiCall, { realm, remembered }: ApiContext, carryOut: () => PlainAnswer): PlainAnswer {
  const requestId = call.query.get('requestid')
  checkRequestId(requestId, { inBatch: false })
  const { requestIds } = realm.company.world
  if (requestId === null || requestIds === 'nothing') return carryOut()
  const key = `${realm.company.realmId}|${requestId}`
  const request = `${call.resource.join('/')} ${call.query.get('operation')} ${call.body}`
  const earlier = remembered.recall(key, request, call.at)
  if (earlier) return earlier
  const answer = refusalAsAnswer(call, carryOut)
  if (answer.status === 200 || requestIds !== 'what was done') remembered.remember(key, request, answer, call.at)
  return answer
}

function refusalAsAnswer(call: ApiCall, carryOut: () => PlainAnswer): PlainAnswer {
  try {
    return carryOut()
  } catch (error) {
    if (error instanceof Refusal) return json(error.status, error.body(call.at))
    throw error
  }
}

function parseBody({ header, body }: ApiCall, { realm }: ApiContext): Json {
  if (!(header('content-type') ?? '').includes('application/json'))
    throw unsupported(`with content type ${header('content-type')}`)
  const parsed = parseJson(body)
  // Escapes count too: the charset is that of the text, not of the body.
  if (realm.charset === 'latin-1' && hasBeyondLatin1(JSON.stringify(parsed)))
    throw refuse('500', 'Unsupported Operation : the request contains characters that are not in ISO-8859-1')
  return parsed
}

const hasBeyondLatin1 = (text: string) => Buffer.from(text, 'latin1').toString('latin1') !== text

function parseJson(body: string): Json {
  try {
    return JSON.parse(body)
  } catch {
    throw unsupported('with a body that is not JSON')
  }
}

/** Counts reads against the month's allowance. */
function meter({ at }: ApiCall, { realm, readCap }: ApiContext, reads: number): void {
  if (reads > 0 && !realm.limits.read(reads, monthAt(at), readCap)) throw new ReadCapReached()
}

const includesOf = (query: URLSearchParams): ReadonlySet<string> =>
  new Set(query.getAll('include').flatMap((each) => each.split(',').map((name) => name.trim())))

const singlesOf = ({ realm }: ApiContext): Record<string, () => Fields> => ({
  CompanyInfo: () => companyInfo(realm),
  Preferences: () => preferencesEntity(realm.company.preferences, stamp(realm.createdAt)),
})

function companyInfo({ company, createdAt }: Realm): Fields {
  return {
    CompanyName: company.name,
    LegalName: company.name,
    CompanyAddr: {
      Id: '1',
      Line1: '1 Machine Road',
      City: 'San Pablo',
      Country: 'USA',
      CountrySubDivisionCode: 'CA',
      PostalCode: '87999',
    },
    Country: company.preferences.country,
    CompanyStartDate: stamp(createdAt).slice(0, 10),
    FiscalYearStartMonth: 'January',
    SupportedLanguages: 'en',
    DefaultTimeZone: 'America/Los_Angeles',
    NameValue: [
      { Name: 'OfferingSku', Value: 'QuickBooks Online Plus' },
      { Name: 'SubscriptionStatus', Value: 'PAID' },
      { Name: 'ItemCategoriesFeature', Value: 'true' },
    ],
    domain: 'QBO',
    sparse: false,
    Id: '1',
    SyncToken: '0',
    MetaData: { CreateTime: stamp(createdAt), LastUpdatedTime: stamp(createdAt) },
  }
}
