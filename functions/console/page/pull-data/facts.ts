import type { CatalogEntry } from '../api/shapes.ts'

/** What tells an entity from its likes, besides its name. */
export function factsOf({ type, detail, name }: CatalogEntry): string[] {
  const text = (field: string, within: Record<string, unknown> = detail) => {
    const value = within[field]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  const address = typeof detail['address'] === 'object' ? { ...detail['address'] } : {}
  const facts = {
    account: [text('number'), text('type'), text('subType')],
    term: [text('dueDays') && `due in ${text('dueDays')} days`],
    item: [text('itemType'), text('sku'), text('description')],
    customer: [text('email'), text('city', address), text('state', address)],
    vendor: [text('number'), text('email'), text('city', address), text('state', address)],
  }[type]
  return facts.filter((fact) => fact !== '' && fact !== name)
}
