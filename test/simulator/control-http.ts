import { z } from 'zod'
import type { Control } from './control.ts'
import { Refusal } from './fault.ts'
import { injection } from './injection.ts'
import type { Json } from './json.ts'
import { entityNames } from './schema.ts'
import { world } from './world.ts'

const preferences = z
  .strictObject({
    country: z.enum(['US', 'CA', 'GB']),
    bookCloseDate: z.iso.date().nullable(),
    closedWithPassword: z.boolean(),
    usingSalesTax: z.boolean(),
    salesTaxPercent: z.number(),
    allowShipping: z.boolean(),
    customTxnNumbers: z.boolean(),
    quantityOnHand: z.boolean(),
    multiCurrency: z.boolean(),
    refuseDuplicateNumbers: z.array(z.enum(entityNames)),
    defaultTermId: z.string(),
  })
  .partial()

const settings = z
  .strictObject({
    rotateRefreshTokensAlways: z.boolean(),
    monthlyReadCap: z.number().int().nullable(),
    limitsOn: z.boolean(),
    throttleShape: z.enum(['gateway', 'service']),
    world: world.partial().transform(definedOnly),
  })
  .partial()

const newRealm = z.strictObject({
  realmId: z.string().regex(/^\d+$/),
  name: z.string(),
  withLists: z.boolean().default(true),
  charset: z.enum(['latin-1', 'utf-8']).default('latin-1'),
  preferences: preferences.default({}),
})

const json: z.ZodType<Json> = z.json()
const fields = z.record(z.string(), json)
const entity = { type: z.enum(entityNames), id: z.string() }

const act = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('create'), type: entity.type, fields }),
  z.strictObject({ do: z.literal('edit'), ...entity, fields }),
  z.strictObject({ do: z.literal('rename'), ...entity, name: z.string() }),
  z.strictObject({ do: z.literal('make-inactive'), ...entity }),
  z.strictObject({ do: z.literal('make-active'), ...entity }),
  z.strictObject({ do: z.literal('delete'), ...entity }),
  z.strictObject({ do: z.literal('void'), id: z.string() }),
  z.strictObject({ do: z.literal('pay'), id: z.string() }),
  z.strictObject({ do: z.literal('merge'), type: entity.type, id: z.string(), into: z.string() }),
])

const consent = z.strictObject({ deny: z.boolean(), realmId: z.string().nullable() }).partial()
const adminLeft = z.strictObject({ hasLeft: z.boolean() })

export type ControlAnswer = { status: number; body: unknown }

/** Answers a request to `/_simulator/…`: the control, over HTTP. */
export function answerControl(control: Control, method: string, path: string, body: string): ControlAnswer {
  try {
    const answer = route(
      control,
      `${method} /${path.split('/').slice(2, 3).join('/')}`,
      path.split('/').slice(3),
      body === '' ? {} : JSON.parse(body),
    )
    return answer === undefined
      ? { status: 404, body: { error: `there is no ${method} ${path}` } }
      : { status: 200, body: answer }
  } catch (error) {
    if (error instanceof Refusal) return { status: 422, body: error.fault }
    if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } }
    if (error instanceof RangeError || error instanceof SyntaxError)
      return { status: 404, body: { error: error.message } }
    throw error
  }
}

const done = { done: true }

function route(control: Control, request: string, rest: string[], body: unknown): unknown {
  const [first, second] = rest
  switch (request) {
    case 'GET /calls':
      return control.calls()
    case 'DELETE /calls':
      control.forgetCalls()
      return done
    case 'GET /injections':
      return control.injections()
    case 'POST /injections':
      return { id: control.inject(injection.parse(body)) }
    case 'DELETE /injections':
      control.clearInjections(first)
      return done
    case 'GET /settings':
      return control.settings()
    case 'PATCH /settings':
      control.configure(definedOnly(settings.parse(body)))
      return control.settings()
    case 'PATCH /consent':
      control.setConsent(definedOnly(consent.parse(body)))
      return done
    case 'GET /realms':
      return first === undefined ? control.realms() : look(control, first, second)
    case 'POST /realms':
      if (first !== undefined) return meddle(control, first, second, body)
      control.addRealm(withPreferences(newRealm.parse(body)))
      return done
    case 'PATCH /realms':
      if (first === undefined || second !== 'preferences') return undefined
      control.setPreferences(first, definedOnly(preferences.parse(body)))
      return control.state(first).preferences
    default:
      return undefined
  }
}

const withPreferences = (realm: z.infer<typeof newRealm>) => ({ ...realm, preferences: definedOnly(realm.preferences) })

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** What was given; a field that was left out must not overwrite one that is set. */
function definedOnly<T extends object>(given: T): Defined<T> {
  const defined: Defined<T> = {}
  for (const name in given) {
    const value = given[name]
    if (isDefined(value)) defined[name] = value
  }
  return defined
}

const isDefined = <V>(value: V): value is Exclude<V, undefined> => value !== undefined

function look(control: Control, realmId: string, what: string | undefined): unknown {
  switch (what) {
    case undefined:
      return control.state(realmId)
    case 'trial-balance':
      return control.trialBalance(realmId)
    case 'changes':
      return control.changes(realmId)
    case 'usage':
      return control.usage(realmId)
    default: {
      const type = entityNames.find((name) => name === what)
      return type && control.entities(realmId, type)
    }
  }
}

function meddle(control: Control, realmId: string, what: string | undefined, body: unknown): unknown {
  switch (what) {
    case 'person':
      return actAs(control, realmId, act.parse(body))
    case 'tokens':
      return control.issueTokens(realmId)
    case 'disconnect':
      control.disconnect(realmId)
      return done
    case 'expire-access-tokens':
      control.expireAccessTokens(realmId)
      return done
    case 'forget-requestids':
      control.forgetRequestIds(realmId)
      return done
    case 'admin':
      control.setAdminLeft(realmId, adminLeft.parse(body).hasLeft)
      return done
    default:
      return undefined
  }
}

function actAs(control: Control, realmId: string, deed: z.infer<typeof act>): unknown {
  const person = control.person(realmId)
  switch (deed.do) {
    case 'create':
      return person.create(deed.type, deed.fields)
    case 'edit':
      return person.edit(deed.type, deed.id, deed.fields)
    case 'rename':
      return person.rename(deed.type, deed.id, deed.name)
    case 'make-inactive':
      return person.makeInactive(deed.type, deed.id)
    case 'make-active':
      return person.makeActive(deed.type, deed.id)
    case 'delete':
      return person.delete(deed.type, deed.id)
    case 'void':
      return person.void(deed.id)
    case 'pay':
      return person.pay(deed.id)
    case 'merge':
      person.merge(deed.type, deed.id, deed.into)
      return done
  }
}
