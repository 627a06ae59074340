import { cents, fromCents } from '../money.ts'

/** One side of a transaction on one account. `amount` is positive for a debit and negative for a credit. */
export type Posting = { account: string; amount: number; party?: string }

/** What an account, or a customer or vendor, comes to. */
export type Balance = { account: string; debit: number; credit: number }

/** The books: what each transaction posts, and what that comes to by account and by party. All in home currency. */
export class Ledger {
  readonly #postings = new Map<string, Posting[]>()
  readonly #accounts = new Map<string, number>()
  readonly #parties = new Map<string, number>()

  /** Makes these the postings of a transaction, in place of what it posted before. */
  post(transaction: string, postings: Posting[]): void {
    this.#add(this.#postings.get(transaction) ?? [], -1)
    if (postings.reduce((total, { amount }) => total + cents(amount), 0) !== 0)
      throw new Error(`${transaction} would post debits that differ from its credits`)
    this.#add(postings, 1)
    this.#postings.set(
      transaction,
      postings.filter(({ amount }) => amount !== 0),
    )
  }

  /** What a transaction posts now; nothing if it is void, deleted or does not post. */
  postingsOf = (transaction: string): readonly Posting[] => this.#postings.get(transaction) ?? []

  /** Debits less credits of an account. */
  balanceOf = (account: string) => fromCents(this.#accounts.get(account) ?? 0)

  /** Debits less credits of a customer or vendor, such as `Customer/58`, on receivable and payable accounts. */
  owedBy = (party: string) => fromCents(this.#parties.get(party) ?? 0)

  /** Every account that was posted to, on the side its balance falls. */
  trialBalance(): Balance[] {
    return [...this.#accounts]
      .filter(([, balance]) => balance !== 0)
      .map(([account, balance]) => ({
        account,
        debit: fromCents(Math.max(balance, 0)),
        credit: fromCents(Math.max(-balance, 0)),
      }))
  }

  #add(postings: readonly Posting[], sign: 1 | -1): void {
    for (const { account, amount, party } of postings) {
      this.#accounts.set(account, (this.#accounts.get(account) ?? 0) + sign * cents(amount))
      if (party) this.#parties.set(party, (this.#parties.get(party) ?? 0) + sign * cents(amount))
    }
  }
}
