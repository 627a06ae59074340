import { registerHooks } from 'node:module'
import { type Sabotage, sabotages } from './sabotages.ts'

/** Puts a defect into the code that is loaded from now on. */
export function sabotage(name: string): void {
  const chosen = sabotages.find((one) => one.name === name)
  if (!chosen)
    throw new RangeError(`there is no sabotage "${name}"; there are ${sabotages.map((one) => one.name).join(', ')}`)
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.endsWith(`/${chosen.file}`)) return loaded
      return { ...loaded, source: spoiled(String(loaded.source), chosen) }
    },
  })
}

/** The source with the defect in it. The line must be there once: a sabotage that misses proves nothing. */
export function spoiled(source: string, { name, file, find, replace }: Sabotage): string {
  const parts = source.split(find)
  if (parts.length !== 2) throw new Error(`"${name}" fits ${parts.length - 1} times into ${file}`)
  return parts.join(replace)
}
