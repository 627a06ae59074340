import type { CatalogEntity } from '../../shared/aws/catalog.ts'
import type { ErpRecord } from '../../shared/erp/record.ts'
import type { Address } from '../../shared/erp/words.ts'
import type { Listed } from '../../shared/match/listed.ts'
import type { CatalogType, Detail } from '../../shared/sync/catalog.ts'

/** QuickBooks shows what is inactive with this behind its name. */
const DELETED = / \(deleted\)$/

/** An entity of the catalog in the words of the match. */
export function listedEntity({ type, id, name, active, detail }: CatalogEntity): Listed {
  const { parents, own } = inTree(name.replace(DELETED, ''), detail)
  return { id, name: own, parents, active, ...entityFacts(type, detail) }
}

/** `Parent:Child` is the child's full name; the parents of a name are those before it. */
function inTree(name: string, detail: Detail): { parents: string[]; own: string } {
  const full = 'fullyQualifiedName' in detail ? detail.fullyQualifiedName : undefined
  const parts = (full ?? name).replace(DELETED, '').split(':')
  return { parents: parts.slice(0, -1), own: full === undefined ? name : (parts.at(-1) ?? name) }
}

function entityFacts(type: CatalogType, detail: Detail): Partial<Listed> {
  if ('subType' in detail) return { number: detail.number, accountType: detail.type }
  if ('sku' in detail || 'itemType' in detail) return { number: 'sku' in detail ? detail.sku : undefined }
  if (type === 'term') {
    const { dueDays, discountDays, discountPercent, dayOfMonth } = detail as Detail<'term'>
    return { terms: { dueDays, discountDays, discountPercent, dayOfMonth } }
  }
  const { email, phone, address } = detail as Detail<'customer'>
  return {
    email,
    phone,
    address: address && { street: address.line1, city: address.city, state: address.state, zip: address.postalCode },
  }
}

/** A record of the ERP in the words of the match. */
export function listedRecord(id: string, record: ErpRecord): Listed | undefined {
  switch (record.kind) {
    case 'account': {
      const { number, name, type } = record.content
      return { id, name, number, accountType: type }
    }
    case 'terms': {
      const { name, due_days, discount_days, discount_percent } = record.content
      const discountPercent = discount_percent === undefined ? undefined : Number(discount_percent)
      return { id, name, terms: { dueDays: due_days, discountDays: discount_days, discountPercent } }
    }
    case 'vendor':
    case 'customer': {
      const { name, acct_email: email, phone, addresses, active } = record.content
      return { id, name, email, phone, active, address: addresses[0] && listedAddress(addresses[0]) }
    }
    case 'part': {
      const { prcpart, active } = record.content
      return { id, name: prcpart, number: prcpart, active }
    }
    default:
      return undefined
  }
}

const listedAddress = ({ address1, city, state, zip }: Address) => ({ street: address1, city, state, zip })
