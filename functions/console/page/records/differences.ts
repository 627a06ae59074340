export type Difference = { field: string; before: string | undefined; after: string | undefined }

/** Where two values differ, field by field, in the order of the newer one. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const old = new Map(leaves(before))
  const fresh = new Map(leaves(after))
  return [...new Set([...fresh.keys(), ...old.keys()])]
    .map((field) => ({ field, before: old.get(field), after: fresh.get(field) }))
    .filter((difference) => difference.before !== difference.after)
}

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [[path, String(value)]]
  return Object.entries(value).flatMap(([name, part]) => leaves(part, path ? `${path}.${name}` : name))
}
