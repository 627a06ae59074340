import { acts } from './acts.ts'

/** What can stand behind a record in a path. */
const behindRecord = new Set(['preview', ...acts.map(({ name }) => name)])

/**
 * A path as the routes match it, each part percent-encoded. API Gateway hands paths over decoded, so nobody can tell an id's
 * own slash from one that parts the path: what stands behind a record's kind is its id as a whole, but for the name of
 * something to do with it. An id that a path cannot carry, such as `..` or one that ends like that, goes as the parameter `id`.
 */
export function encodedPath(path: string): string {
  const [, before = path, id] = /^(\/companies\/[^/]+\/records\/[^/]+)\/(.+)$/s.exec(path) ?? []
  if (id === undefined) return encoded(before.split('/'))
  const [, named = id, act] = /^(.+)\/([^/]+)$/s.exec(id) ?? []
  const isAct = act !== undefined && behindRecord.has(act)
  return encoded([...before.split('/'), ...(isAct ? [named, act] : [id])])
}

const encoded = (parts: readonly string[]): string =>
  parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')
