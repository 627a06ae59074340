import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type * as z from 'zod/mini'
import type { Role } from '../../shared/aws/members.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import { NOBODY } from '../../shared/aws/refused-events.ts'
import { companySlug } from '../../shared/erp/change-event.ts'
import { isKind, type RecordKey } from '../../shared/erp/record.ts'
import { id as recordId } from '../../shared/erp/words.ts'
import { parseJson } from '../../shared/lib/json.ts'
import { Refusal } from '../../shared/lib/refusal.ts'
import { read } from '../../shared/lib/schema.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { isWanted, type StoredRecord } from '../../shared/sync/record.ts'
import { SettingsPatch } from '../../shared/sync/settings.ts'
import { type Caller, callerOf } from '../caller.ts'
import { ApiProblem } from '../problem.ts'
import { replayRefused, takeChanges } from './changes.ts'
import { landingText } from './landing.ts'
import { readCursor, readLimit, writeCursor } from './paging.ts'
import { historyOf, listRecords, shownRecord } from './records.ts'
import { eventSchema, openApi, type Right, schemaOf } from './routes.ts'
import { changeSettings, shownSettings } from './settings.ts'
import { ChangesPost, CompanyPut, MemberPut } from './shapes.ts'
import { statusOf } from './status.ts'
import type { World } from './world.ts'

/** More than any request needs but one with change events, which carries up to 500 of them. */
const BODY_BYTES_MAX = 256 * 1_024
/** Lambda takes 6 MB; what is beyond four is better sent in two requests. */
const CHANGES_BYTES_MAX = 4 * 1_048_576

type Env = {
  Bindings: { event: APIGatewayProxyEventV2WithJWTAuthorizer }
  Variables: { caller: Caller; company: string }
}

/** The HTTP API. It reads and writes what stands in the tables; it calls neither Intuit nor anybody else. */
export function api(world: World, apiUrl: string) {
  const app = new Hono<Env>()
  const at = () => new Date(world.now()).toISOString()

  app.use(async (c, next) => {
    for (const [name, values] of Object.entries(c.req.queries())) {
      if (values.length > 1) throw new Refusal('E_QUERY', name, `the parameter "${name}" comes more than once`)
    }
    await next()
  })

  app.get('/', (c) => c.text(landingText(c.req.query())))
  app.get('/health', (c) => c.json({ status: 'ok' }))
  app.get('/openapi.json', (c) => c.json(openApi(apiUrl)))
  app.get('/schemas/:kind', (c) => {
    const kind = c.req.param('kind')
    if (kind === 'change-event') return c.json(eventSchema())
    if (!isKind(kind)) throw notFound('There is no such kind of record.')
    return c.json(schemaOf(kind))
  })

  const signedIn: MiddlewareHandler<Env> = async (c, next) => {
    c.set('caller', callerOf(c.env.event))
    await next()
  }
  app.use('/companies', signedIn)
  app.use('/companies/*', signedIn)
  app.use('/refused-events', signedIn)

  /** A company that the caller has no part in is answered like one that there is not. */
  const right =
    (needed: Right): MiddlewareHandler<Env> =>
    async (c, next) => {
      const caller = c.get('caller')
      const company = c.req.param('company')
      if (needed === 'operator') {
        if (!caller.isOperator) throw notFound('There is no such company, or you have no part in it.')
      } else {
        const role = await world.members.roleOf(caller, company ?? '')
        const exists = role !== undefined && (await world.companies.get(company ?? '')) !== undefined
        if (!exists) throw notFound('There is no such company, or you have no part in it.')
        if (!mayDo(role, needed)) {
          throw new ApiProblem(
            403,
            'no-right',
            'Your role does not allow this',
            `It takes the role ${needed}; yours is ${role}.`,
          )
        }
      }
      c.set('company', company ?? '')
      await next()
    }

  app.get('/companies', async (c) => {
    const caller = c.get('caller')
    const companies = await world.companies.list()
    const own = await Promise.all(
      companies.map(async (one) => ((await world.members.roleOf(caller, one.company)) ? [one] : [])),
    )
    return c.json({ items: own.flat(), next: null })
  })

  app.put('/companies/:company', right('operator'), async (c) => {
    const company = read(companySlug, c.get('company'))
    const { name } = await body(c, CompanyPut, BODY_BYTES_MAX)
    const isNew = await world.companies.create({ company, name, createdAt: at() })
    if (!isNew) await world.companies.rename(company, name)
    const what = isNew ? 'company-created' : 'company-renamed'
    await world.activity.append({ company, at: at(), by: c.get('caller').id, what, after: { name } })
    if (isNew) await replayRefused(world, company)
    return c.json(await world.companies.get(company), isNew ? 201 : 200)
  })
  app.get('/companies/:company', right('viewer'), async (c) => c.json(await world.companies.get(c.get('company'))))

  app.get('/companies/:company/members', right('viewer'), async (c) =>
    c.json({ items: await world.members.list(c.get('company')), next: null }),
  )
  app.put('/companies/:company/members/:id', right('admin'), async (c) => {
    const { role } = await body(c, MemberPut, BODY_BYTES_MAX)
    const id = memberId(c.req.param('id'))
    await world.members.put(c.get('company'), id, role)
    await noteMember(c, id, 'member-added', role)
    return c.json({ id, role })
  })
  app.delete('/companies/:company/members/:id', right('admin'), async (c) => {
    const id = memberId(c.req.param('id'))
    await world.members.drop(c.get('company'), id)
    await noteMember(c, id, 'member-removed')
    return c.body(null, 204)
  })

  app.get('/companies/:company/settings', right('viewer'), async (c) => {
    const { settings } = await world.companies.settings(c.get('company'))
    return c.json(shownSettings(settings, world.now()))
  })
  app.patch('/companies/:company/settings', right('admin'), async (c) => {
    const patch = await body(c, SettingsPatch, BODY_BYTES_MAX)
    const { settings, ...brought } = await changeSettings(world, c.get('company'), c.get('caller').id, patch)
    return c.json({ ...shownSettings(settings, world.now()), ...brought })
  })

  app.get('/companies/:company/connection', right('viewer'), async (c) => {
    const [writer, checks] = await Promise.all([world.writer.read(c.get('company')), world.setupChecks()])
    return c.json({
      status: writer.status ?? 'none',
      realmId: writer.realmId ?? null,
      companyName: writer.companyName ?? null,
      epoch: writer.epoch,
      connectedAt: writer.connectedAt ?? null,
      connectedBy: writer.connectedBy ?? null,
      accessExpiresAt: writer.accessExpiresAt ?? null,
      refreshExpiresAt: writer.refreshExpiresAt ?? null,
      needsReconnectReason: writer.needsReconnectReason ?? null,
      checks,
    })
  })

  app.post('/companies/:company/changes', right('feed'), async (c) => {
    const { events } = await body(c, ChangesPost, CHANGES_BYTES_MAX)
    return c.json(await takeChanges(world, c.get('company'), events), 202)
  })

  app.get('/companies/:company/records', right('viewer'), async (c) => {
    const company = c.get('company')
    const { kind, state, q, limit, cursor } = c.req.query()
    const page = await listRecords(world, company, { kind, state, q }, readLimit(limit), readCursor(cursor, company))
    return c.json({ items: page.items, next: writeCursor(page.next) })
  })
  app.get('/companies/:company/records/:kind/:id', right('viewer'), async (c) => {
    const stored = await theRecord(c)
    const [writer, history] = await Promise.all([
      world.writer.read(c.get('company')),
      historyOf(world, c.get('company'), stored),
    ])
    return c.json({ ...shownRecord(stored, writer), history })
  })
  for (const act of ['retry', 'hold', 'resume'] as const) {
    app.post(`/companies/:company/records/:kind/:id/${act}`, right('admin'), (c) => actOn(c, act))
  }

  app.get('/companies/:company/status', right('viewer'), async (c) => c.json(await statusOf(world, c.get('company'))))
  app.get('/companies/:company/activity', right('viewer'), async (c) => {
    const { since, kind, limit, cursor } = c.req.query()
    if (kind !== undefined && !isKind(kind))
      throw new Refusal('E_TYPE', 'kind', `there is no kind "${kind.slice(0, 40)}"`)
    const page = await world.activity.ofCompany(c.get('company'), {
      since,
      kind,
      limit: readLimit(limit),
      cursor: readCursor(cursor, c.get('company')),
    })
    return c.json({ items: page.items, next: writeCursor(page.next) })
  })

  app.get('/companies/:company/refused-events', right('viewer'), (c) => refusedEvents(c, c.get('company')))
  app.delete('/companies/:company/refused-events/:id', right('admin'), async (c) => {
    const company = c.get('company')
    const event = await world.refusedEvents.get(company, c.req.param('id'))
    if (!event) throw notFound('There is no such refused event.')
    await world.refusedEvents.drop(company, event.id)
    const { code, message } = event
    await world.activity.append({
      company,
      at: at(),
      by: c.get('caller').id,
      what: 'refused-event-dropped',
      before: { code, message },
    })
    return c.body(null, 204)
  })
  app.get('/refused-events', right('operator'), (c) => {
    const company = c.req.query('company')
    return refusedEvents(c, company === undefined ? NOBODY : read(companySlug, company))
  })

  app.notFound(() => {
    throw notFound('There is nothing at this address.')
  })
  app.onError((error) => {
    throw error
  })
  return app

  function noteMember(c: Context<Env>, member: string, what: string, role?: string) {
    const after = { member, ...(role && { role }) }
    return world.activity.append({ company: c.get('company'), at: at(), by: c.get('caller').id, what, after })
  }

  async function refusedEvents(c: Context<Env>, company: string) {
    const { limit, cursor } = c.req.query()
    const page = await world.refusedEvents.page(company, readLimit(limit), readCursor(cursor, company))
    const items = page.items.map((event) => ({ ...event, company: event.company === NOBODY ? null : event.company }))
    return c.json({ items, next: writeCursor(page.next) })
  }

  async function theRecord(c: Context<Env>): Promise<StoredRecord> {
    const kind = c.req.param('kind') ?? ''
    const id = read(recordId, c.req.param('id'))
    if (!isKind(kind)) throw notFound('There is no such kind of record.')
    const key: RecordKey = `${kind}/${id}`
    const stored = (await world.records.getAll(c.get('company'), [key])).get(key)
    if (!stored) throw notFound('The feed has brought no such record.')
    return stored
  }

  /** A person steps in. A record whose write is on its way is left to settle first. */
  async function actOn(c: Context<Env>, act: 'retry' | 'hold' | 'resume') {
    const company = c.get('company')
    const by = c.get('caller').id
    const stored = await theRecord(c)
    const now = world.now()
    const goOn = openKey.now(stored.kind, stored.id, isWanted(stored.record), now)
    const mayAct = {
      retry: ['held', 'rejected', 'waiting', 'pending'].includes(stored.state) && !stored.onHold,
      hold: stored.state !== 'unknown' && !stored.onHold,
      resume: stored.onHold !== undefined,
    }[act]
    if (!mayAct) {
      const detail = `It is ${stored.state}${stored.onHold ? ' and on hold' : ''}, so there is nothing to ${act}.`
      throw new ApiProblem(409, 'wrong-state', `The record cannot ${act} now`, detail, { state: stored.state })
    }
    const held = openKey.stopped('held', 'held_by_person', stored.key)
    const to =
      act === 'hold'
        ? { open: held, reason: reasons.heldByPerson(by, at()), onHold: { by, at: at() } }
        : { open: goOn, onHold: undefined }
    if (!(await world.records.move(company, stored, to, now))) {
      throw new ApiProblem(
        409,
        'changed-meanwhile',
        'The record has just changed',
        'Look at it again, then repeat this.',
      )
    }
    await world.activity.append({
      company,
      at: at(),
      by,
      what: `record-${act}`,
      record: stored.key,
      before: { state: stored.state },
    })
    if (act !== 'hold') await world.wake(company)
    const [writer, after] = await Promise.all([world.writer.read(company), theRecord(c)])
    return c.json(shownRecord(after, writer))
  }
}

/** A feeder may also look; an admin may do all. */
const mayDo = (role: Role, needed: Right): boolean =>
  role === 'admin' || role === needed || (role === 'feed' && needed === 'viewer')

/** A subject or client id as Cognito gives them out. */
function memberId(text: string): string {
  if (!/^[\w+.@-]{1,128}$/.test(text)) throw new Refusal('E_ID', 'id', 'the id must be a subject or client id')
  return text
}

const notFound = (detail: string) => new ApiProblem(404, 'not-found', 'Not found', detail)

/** The request's body, read as strictly as the feed's events. */
async function body<Schema extends z.ZodMiniType>(
  c: Context<Env>,
  schema: Schema,
  bytesMax: number,
): Promise<z.output<Schema>> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim()
  if (type !== 'application/json') {
    throw new ApiProblem(415, 'not-json', 'The body must be JSON', 'Send it with Content-Type: application/json.')
  }
  const text = await c.req.text()
  if (Buffer.byteLength(text) > bytesMax) {
    throw new ApiProblem(
      413,
      'E_TOO_LARGE',
      'The body is too large',
      `It may have ${bytesMax} bytes; send it in parts.`,
    )
  }
  return read(schema, parseJson(text))
}
