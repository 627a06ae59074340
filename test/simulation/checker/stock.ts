import type { Fact } from '../erp.ts'
import { idOf, kindOf, typeOf } from '../keys.ts'
import { stockWayOf } from '../stock-way.ts'
import type { CompanyName, Universe } from '../universe.ts'
import type { Bindings } from './bindings.ts'
import type { LedgerCheck } from './ledger.ts'
import type { Shown } from './status.ts'
import { holds } from './violation.ts'

const [INVENTORY, COST] = ['81', '80']
type Standing = { fact: Fact; shown: Shown | undefined }

/** 30. Stock is counted by one of the two, and what QuickBooks counts agrees with the ERP in the end, with what it has cost. */
export class StockCheck {
  readonly #universe: Universe
  readonly #bindings: Bindings
  readonly #ledger: LedgerCheck

  constructor(parts: { universe: Universe; bindings: Bindings; ledger: LedgerCheck }) {
    this.#universe = parts.universe
    this.#bindings = parts.bindings
    this.#ledger = parts.ledger
  }

  /** @param company one whose way of counting nobody has changed */
  check(company: CompanyName, all: readonly Standing[]): void {
    const { realmId } = this.#bindings.now(company) ?? {}
    if (!realmId) return
    const { stockCountedBy, quantities } = stockWayOf(this.#universe.seed, company)
    const ours = all.filter(({ fact }) => fact.company === company)
    for (const standing of ours) this.#entry(standing, realmId, stockCountedBy)
    if (stockCountedBy === 'erp') this.#nothingCounted(company, realmId)
    else if (quantities === 'adjust' && !this.#isMovedByPerson(realmId)) this.#counted(ours, realmId)
  }

  /** What moves stock is in the books by its ledger entry where the ERP counts, and only there. */
  #entry({ fact: { key, company, record }, shown }: Standing, realmId: string, counter: 'erp' | 'quickbooks'): void {
    if (record?.['business_object_type'] !== 'Shipment') return
    const isHeld = shown?.reason?.code === 'double_posting'
    if (counter === 'erp') {
      holds(!isHeld, 30, () => `${key} is held, though the ERP counts the stock`)
      return
    }
    const posted = [...this.#ledger.made.values()].find((made) => {
      const isOurs = made.company === company && made.key === key && made.realmId === realmId
      return isOurs && this.#universe.books.control.entity(realmId, typeOf(key), made.id)?.deleted === false
    })
    holds(!posted, 30, () => `${key} is posted, though QuickBooks books its cost`)
  }

  #nothingCounted(company: CompanyName, realmId: string): void {
    const { control } = this.#universe.books
    for (const { key, type, id, realmId: where } of this.#ledger.made.values()) {
      const isItem = type === 'Item' && where === realmId
      const item = isItem ? control.entity(realmId, 'Item', id)?.entity : undefined
      holds(item?.['Type'] !== 'Inventory', 30, () => `QuickBooks counts ${key}, though the ERP does`)
    }
    const cost = this.#balance(realmId, COST)
    holds(cost === 0, 30, () => `QuickBooks has booked a cost of ${cost} for ${company}, though the ERP counts`)
  }

  #counted(ours: readonly Standing[], realmId: string): void {
    const { control } = this.#universe.books
    const unknown = ours.filter(({ shown }) => shown?.state === 'unknown')
    for (const { fact, shown } of ours) {
      const { key, record } = fact
      const isSettled = kindOf(key) === 'part' && shown?.state === 'synced' && shown.link?.active
      const item = isSettled && shown?.link ? control.entity(realmId, 'Item', shown.link.id)?.entity : undefined
      const isTouched = this.#ledger.touched.has(`${realmId}/Item/${shown?.link?.id}`)
      const isUnknown = unknown.some((one) => JSON.stringify(one.fact.record ?? {}).includes(idOf(key)))
      if (item?.['Type'] !== 'Inventory' || isTouched || isUnknown || record?.['active'] !== true) continue
      const [has, wanted] = [Number(item['QtyOnHand']), Number(record['qoh'])]
      holds(has === wanted, 30, () => `QuickBooks has ${has} of ${key}, the ERP ${wanted}`)
    }
    // Each costs one: what is there is worth its number, and all that is not there any more has been booked to cost.
    if (this.#universe.books.control.settings().world.costOfSales !== 'booked') return
    const items = control.entities(realmId, 'Item').filter(({ entity }) => entity['Type'] === 'Inventory')
    const onHand = items.reduce((sum, { entity }) => sum + Number(entity['QtyOnHand']), 0)
    const worth = this.#balance(realmId, INVENTORY)
    holds(worth === onHand, 30, () => `stock is worth ${worth} in ${realmId}, and there are ${onHand} on hand`)
  }

  /** What a person takes out in QuickBooks moves its stock, and the ERP says nothing of that. */
  #isMovedByPerson = (realmId: string): boolean =>
    this.#universe.books.control
      .changes(realmId)
      .some(
        ({ by, type, operation }) => by === 'person' && type === 'Invoice' && ['delete', 'void'].includes(operation),
      )

  #balance(realmId: string, account: string): number {
    const line = this.#universe.books.control.trialBalance(realmId).find((one) => one.account === account)
    return (line?.debit ?? 0) - (line?.credit ?? 0)
  }
}
