import { companySlug } from '../../../shared/erp/change-event.ts'
import { Refusal } from '../../../shared/lib/refusal.ts'
import { read } from '../../../shared/lib/schema.ts'
import { replayRefused } from '../changes.ts'
import { type Call, type Route, taking } from '../route.ts'
import * as shapes from '../shapes.ts'
import type { World } from '../world.ts'

/** Companies, and who has a part in them. */
export const companyRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies',
    summary: 'The companies that you may see',
    right: 'signed-in',
    status: 200,
    answer: shapes.CompanyPage,
    handle: async (world, { caller }) => {
      const companies = await world.companies.list()
      const own = await Promise.all(
        companies.map(async (one) => ((await world.members.roleOf(caller, one.company)) ? [one] : [])),
      )
      return { items: own.flat(), next: null }
    },
  },
  {
    method: 'get',
    path: '/companies/{company}',
    summary: 'A company, and the time zone of its days',
    right: 'viewer',
    status: 200,
    answer: shapes.CompanyDetail,
    handle: async (world, { company }) => {
      const [found, { settings }] = await Promise.all([world.companies.get(company), world.companies.settings(company)])
      return { ...found, timeZone: settings.timeZone }
    },
  },
  {
    method: 'put',
    path: '/companies/{company}',
    summary: 'Create a company, or rename it',
    right: 'operator',
    status: 200,
    answer: shapes.Company,
    ...taking(shapes.CompanyPut, async (world, call, { name }) => {
      const company = read(companySlug, call.company)
      const createdAt = new Date(world.now()).toISOString()
      const isNew = await world.companies.create({ company, name, createdAt })
      if (!isNew) await world.companies.rename(company, name)
      const what = isNew ? 'company-created' : 'company-renamed'
      await world.activity.append({ company, at: createdAt, by: call.caller.id, what, after: { name } })
      if (isNew) await replayRefused(world, company)
      return Response.json(await world.companies.get(company), { status: isNew ? 201 : 200 })
    }),
  },
  {
    method: 'get',
    path: '/companies/{company}/members',
    summary: 'Who has a part in the company',
    right: 'viewer',
    status: 200,
    answer: shapes.MemberPage,
    handle: async (world, { company }) => ({ items: await world.members.list(company), next: null }),
  },
  {
    method: 'put',
    path: '/companies/{company}/members/{id}',
    summary: 'Give a person (by subject) or a machine (by client id) a role, and a name',
    right: 'admin',
    status: 200,
    answer: shapes.Member,
    ...taking(shapes.MemberPut, async (world, call, said) => {
      const id = memberId(call)
      const member = await world.members.put(call.company, id, said)
      await noteMember(world, call, id, 'member-added', said)
      return member
    }),
  },
  {
    method: 'delete',
    path: '/companies/{company}/members/{id}',
    summary: 'Take a role away',
    right: 'admin',
    status: 204,
    handle: async (world, call) => {
      const id = memberId(call)
      await world.members.drop(call.company, id)
      await noteMember(world, call, id, 'member-removed')
    },
  },
]

/** A subject or client id as Cognito gives them out. */
function memberId({ params: { id = '' } }: Call): string {
  if (!/^[\w+.@-]{1,128}$/.test(id)) throw new Refusal('E_ID', 'id', 'the id must be a subject or client id')
  return id
}

function noteMember(world: World, { company, caller }: Call, member: string, what: string, said: object = {}) {
  const at = new Date(world.now()).toISOString()
  return world.activity.append({ company, at, by: caller.id, what, after: { member, ...said } })
}
