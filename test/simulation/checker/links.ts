import type { Call } from '../../simulator/control.ts'
import type { Fact } from '../erp.ts'
import type { History } from '../history.ts'
import type { Universe } from '../universe.ts'
import type { Bindings } from './bindings.ts'
import type { Shown } from './status.ts'
import { holds } from './violation.ts'

type Known = { fact: Fact; shown: Shown | undefined }
type Found = { id: string; entity: Record<string, unknown> }

/** Fields of a write that does nothing but link. */
const LINKING = ['Id', 'SyncToken', 'sparse', 'LinkedTxn', 'Line']

/**
 * 26. A bill waits for no order. In the end it is linked to each order that it covers, where QuickBooks lets it, and QuickBooks
 * was asked for that once.
 */
export class LinkCheck {
  readonly #universe: Universe
  readonly #history: History
  readonly #bindings: Bindings

  constructor({ universe, history, bindings }: { universe: Universe; history: History; bindings: Bindings }) {
    this.#universe = universe
    this.#history = history
    this.#bindings = bindings
  }

  check(all: readonly Known[]): void {
    for (const { fact, shown } of all) {
      if (!fact.key.startsWith('voucher/')) continue
      const reason = shown?.state === 'waiting' ? (shown.reason?.message ?? '') : ''
      holds(!reason.includes('purchase order'), 26, () => `${fact.key} waits for an order: ${reason}`)
      if (this.#universe.books.control.settings().world.laterLinks === 'taken') this.#linked({ fact, shown }, all)
    }
    for (const realmId of this.#universe.books.control.realms()) this.#once(realmId)
  }

  #linked(voucher: Known, all: readonly Known[]): void {
    const { company, key, record } = voucher.fact
    const bill = this.#untouched(voucher)
    if (!bill || !record || !this.#isFree(company, String(bill.entity['TxnDate']))) return
    for (const ponum of record['ponums'] as string[]) {
      const order = all.find(({ fact }) => fact.company === company && fact.key === `purchase-order/${ponum}`)
      const found = order && this.#untouched(order)
      if (!found || !isLinkable(found.entity, bill.entity)) continue
      const isLinked = linksOf(bill.entity).includes(found.id)
      holds(isLinked, 26, () => `${key} covers order ${ponum}, and is not linked to it in QuickBooks`)
    }
  }

  /** The entity of a record that is synced, if no person has ever touched it. */
  #untouched({ fact: { company, key }, shown }: Known): Found | undefined {
    const { realmId } = this.#bindings.now(company) ?? {}
    const { link, state } = shown ?? {}
    if (!realmId || !link || state !== 'synced' || this.#history.isChosen(company, key)) return undefined
    const { control } = this.#universe.books
    const found = control.entity(realmId, link.type as 'Bill', link.id)
    const isTouched = control
      .changes(realmId)
      .some(({ by, type, id }) => by === 'person' && type === link.type && id === link.id)
    return found && !found.deleted && !isTouched ? { id: link.id, entity: found.entity } : undefined
  }

  /** Whether no setting of the company, and no closing date that it knows of, has ever spoken against changing such a bill. */
  #isFree(company: string, date: string): boolean {
    const isChanged = this.#history.asked.some((asked) => asked.company === company && asked.what === 'change settings')
    const closings = this.#universe
      .calls()
      .flatMap(({ answer }) => /"BookCloseDate":"([\d-]+)"/.exec(answer)?.[1] ?? [])
    return !isChanged && closings.every((closing) => date > closing)
  }

  /** No two writes that only link a bill to an order were taken, unless a person has changed the bill in between. */
  #once(realmId: string): void {
    const { control } = this.#universe.books
    const taken = new Map<string, Call>()
    for (const call of this.#universe.calls()) {
      if (call.realmId !== realmId || !call.path.endsWith('/batch') || call.delivery.is !== 'answered') continue
      for (const { bill, orders } of linkingIn(call)) {
        const name = `${bill} ${orders}`
        const before = taken.get(name)
        taken.set(name, call)
        if (!before || before.requestId === call.requestId) continue
        const isEdited = control
          .changes(realmId)
          .some(({ by, type, id, at }) => by === 'person' && type === 'Bill' && id === bill && at >= before.at)
        holds(isEdited, 26, () => `bill ${bill} of ${realmId} was linked to ${orders} twice`)
      }
    }
  }
}

const isLinkable = (order: Record<string, unknown>, bill: Record<string, unknown>): boolean =>
  order['POStatus'] === 'Open' &&
  Object(order['VendorRef'])['value'] === Object(bill['VendorRef'])['value'] &&
  String(order['TxnDate']) <= String(bill['TxnDate'])

const linksOf = ({ LinkedTxn = [] }: Record<string, unknown>): string[] =>
  (LinkedTxn as { TxnId: string }[]).map(({ TxnId }) => TxnId)

/** The writes of a batch that only linked a bill, and were taken. */
function linkingIn({ body, answer }: Call): { bill: string; orders: string }[] {
  const { BatchItemRequest: asked = [] } = JSON.parse(body) as { BatchItemRequest?: Record<string, unknown>[] }
  const { BatchItemResponse: answered = [] } = (answer.startsWith('{') ? JSON.parse(answer) : {}) as {
    BatchItemResponse?: Record<string, unknown>[]
  }
  return asked.flatMap(({ bId, operation, Bill }) => {
    const sent = Object(Bill) as Record<string, unknown>
    const isLinking =
      operation === 'update' && 'LinkedTxn' in sent && Object.keys(sent).every((field) => LINKING.includes(field))
    const isTaken = answered.some((item) => item['bId'] === bId && 'Bill' in item)
    return isLinking && isTaken ? [{ bill: String(sent['Id']), orders: linksOf(sent).join(' ') }] : []
  })
}
