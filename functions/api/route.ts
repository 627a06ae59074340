import type * as z from 'zod/mini'
import { parseJson } from '../../shared/lib/json.ts'
import { read } from '../../shared/lib/schema.ts'
import type { Caller } from '../caller.ts'
import { ApiProblem } from '../problem.ts'
import type { World } from './world.ts'

/** Who may call a route: anybody, whoever is signed in, an operator, or a member of the company with a role. */
export type Right = 'anybody' | 'signed-in' | 'operator' | 'viewer' | 'feed' | 'admin'

/** A request by somebody who may make it. */
export type Call = {
  caller: Caller
  /** The company in the path; '' where it names none. */
  company: string
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  /** The body as it came. */
  text: (bytesMax: number) => Promise<string>
}

/** One route: what the documentation says of it, and what it does. */
export type Route = {
  method: 'get' | 'put' | 'patch' | 'post' | 'delete'
  path: string
  summary: string
  right: Right
  query?: readonly string[]
  body?: z.ZodMiniType
  status: number
  answer?: z.ZodMiniType
  /** Answers with a value as JSON, with nothing, or with a whole response. */
  handle: (world: World, call: Call) => unknown
}

/** More than any request needs but one with change events, which carries up to 500 of them. */
const BODY_BYTES_MAX = 256 * 1_024

/** A route's body, read as strictly as the feed's events, and what is done with it once it has passed its schema. */
export function taking<Schema extends z.ZodMiniType>(
  body: Schema,
  handle: (world: World, call: Call, body: z.output<Schema>) => unknown,
  bytesMax = BODY_BYTES_MAX,
): Pick<Route, 'body' | 'handle'> {
  return { body, handle: async (world, call) => handle(world, call, read(body, parseJson(await call.text(bytesMax)))) }
}

export const notFound = (detail: string) => new ApiProblem(404, 'not-found', 'Not found', detail)
