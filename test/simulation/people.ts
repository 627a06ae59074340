import { createHash } from 'node:crypto'
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { accounts } from './erp.ts'
import type { Asked, History } from './history.ts'
import { type Key, keyIn, pathOf, toldAs, typeOf } from './keys.ts'
import type { Happening } from './script.ts'
import type { CompanyName, Universe } from './universe.ts'
import { look, request } from './web.ts'

/** Does what the script says: as the ERP, as somebody at the console, or as somebody in QuickBooks. */
export class People {
  readonly #universe: Universe
  readonly #history: History
  /** To which books each company is meant to be connected, as far as people know. */
  readonly home: Record<CompanyName, string>
  /** Pulls that our API has said it would carry out. */
  readonly pulls: { company: CompanyName; id: string }[] = []

  constructor(universe: Universe, history: History, home: Record<CompanyName, string>) {
    this.#universe = universe
    this.#history = history
    this.home = home
  }

  carryOut(happening: Happening): void {
    const { control } = this.#universe.books
    switch (happening.do) {
      case 'feed':
        this.#history.fed(happening.fact, happening.body, happening.rival)
        this.#universe.queues.send('changes', happening.body)
        return
      case 'hold':
      case 'resume':
      case 'retry':
        void this.act(happening.do, happening.company, happening.key)
        return
      case 'edit':
      case 'rename':
      case 'delete':
      case 'void':
      case 'pay':
      case 'make inactive':
      case 'make active':
        this.#meddle(happening)
        return
      case 'spoil the row': {
        const { company, key } = happening
        attempt(() => this.#universe.tables.execute(spoiling(company, key)))
        this.#universe.spoiled.add(createHash('sha256').update(toldAs(key)).digest('base64url').slice(0, 22))
        return
      }
      case 'take the name':
        attempt(() => {
          const { company, type, name } = happening
          const accounts = { IncomeAccountRef: { value: '79' }, ExpenseAccountRef: { value: '80' } }
          const body = type === 'Item' ? { Name: name, Type: 'NonInventory', ...accounts } : { DisplayName: name }
          control.person(this.home[company]).create(type, body)
        })
        return
      case 'close the books':
        control.setPreferences(this.home[happening.company], { bookCloseDate: '2026-11-18' })
        return
      case 'reopen the books':
        control.setPreferences(this.home[happening.company], { bookCloseDate: null })
        return
      case 'disconnect':
        void this.disconnect(happening.company)
        return
      case 'connect':
        void this.connect(happening.company, happening.realmId)
        return
      case 'disconnect at Intuit':
        control.disconnect(happening.realmId)
        return
      case 'admin leaves':
        control.setAdminLeft(happening.realmId, true)
        return
      case 'admin is back':
        control.setAdminLeft(happening.realmId, false)
        return
      case 'access tokens end':
        control.expireAccessTokens(happening.realmId)
        return
      case 'QuickBooks answers nothing': {
        const { realmId, forMs, carriedOut } = happening
        this.#universe.silences.set(realmId, { until: this.#universe.scheduler.now + forMs, carriedOut })
        return
      }
      case 'the subscription ends':
        this.#universe.lapses.set(happening.realmId, this.#universe.scheduler.now + happening.forMs)
        return
      case 'Intuit gives no tokens':
        this.#universe.noTokensUntil = this.#universe.scheduler.now + happening.forMs
        return
      case 'the reads of the month are spent':
        control.configure({ monthlyReadCap: 0 })
        return
      case 'a new month begins':
        control.configure({ monthlyReadCap: null })
        return
      case 'pull':
        void this.tieAccounts(happening.company)
        return
      case 'change settings':
        void this.changeSettings(happening.company, happening.patch)
        return
    }
  }

  /** Asks for something at the API, and keeps when it was asked and answered. */
  async #ask(asked: Omit<Asked, 'at' | 'answeredAt' | 'status'>, call: Parameters<typeof request>[1]) {
    const entry: Asked = { ...asked, at: this.#universe.scheduler.now, answeredAt: undefined, status: undefined }
    this.#history.asked.push(entry)
    const answer = await request(this.#universe, call)
    entry.answeredAt = this.#universe.scheduler.now
    entry.status = answer.status
    this.#history.justAnswered.push(entry)
    return answer
  }

  act(what: 'hold' | 'resume' | 'retry', company: CompanyName, key: Key) {
    return this.#ask({ what, company, key }, { method: 'POST', path: `/companies/${company}${pathOf(key)}/${what}` })
  }

  /** Asks to look now at whatever waits for QuickBooks. */
  lookNow(company: CompanyName) {
    return this.#ask(
      { what: 'look now', company, key: undefined },
      { method: 'POST', path: `/companies/${company}/check` },
    )
  }

  changeSettings(company: CompanyName, patch: Record<string, unknown>) {
    const call = { method: 'PATCH', path: `/companies/${company}/settings`, body: { ...patch, confirm: true } }
    return this.#ask({ what: 'change settings', company, key: undefined }, call)
  }

  disconnect(company: CompanyName) {
    const call = { method: 'POST', path: `/companies/${company}/disconnect` }
    return this.#ask({ what: 'disconnect', company, key: undefined }, call)
  }

  /** Goes the way of a browser: to our API, to Intuit's page, and back. True if it ended connected. */
  async connect(company: CompanyName, realmId: string): Promise<boolean> {
    const begun = await this.#ask(
      { what: 'begin to connect', company, key: undefined },
      { method: 'POST', path: `/companies/${company}/connect`, body: { confirmRealmChange: true } },
    )
    if (begun.status !== 200) return false
    const { authorizeUrl } = JSON.parse(begun.text) as { authorizeUrl: string }
    const url = `${authorizeUrl}&realmId=${realmId}`
    const consent = this.#universe.books.handle({ method: 'GET', url, header: () => null, body: '' })
    const { pathname, search } = new URL(consent.headers['location'] ?? '')
    const cookies = begun.cookies.map((cookie) => cookie.split(';')[0] ?? '')
    const landed = await this.#ask(
      { what: 'connect', company, key: undefined },
      { method: 'GET', path: `${pathname}${search}`, cookies },
    )
    const isConnected = landed.headers['location']?.includes('?connected=') ?? false
    if (isConnected) this.home[company] = realmId
    return isConnected
  }

  /** Copies the accounts of QuickBooks, and ties those of the ERP to them. */
  async tieAccounts(company: CompanyName): Promise<void> {
    const pull = await this.#ask(
      { what: 'pull', company, key: undefined },
      { method: 'POST', path: `/companies/${company}/pulls`, body: { type: 'account' } },
    )
    if (pull.status !== 202) return
    const id = String(Object(JSON.parse(pull.text))['id'])
    this.pulls.push({ company, id })
    await this.#ended(company, id)
    await Promise.all(
      Object.entries(accounts).map(([number, id]) =>
        this.#ask(
          { what: 'link', company, key: undefined },
          {
            method: 'POST',
            path: `/companies/${company}/catalog/account/${id}/link`,
            body: { key: `account/${number}` },
          },
        ),
      ),
    )
  }

  /** Looks at a pull until it has ended, for as long as somebody has the patience. */
  async #ended(company: CompanyName, id: string): Promise<void> {
    for (let looks = 0; looks < 20; looks++) {
      await new Promise<void>((resolve) => this.#universe.scheduler.after(5_000, resolve))
      const { text } = await look(this.#universe, `/companies/${company}/pulls/${id}`)
      if (['done', 'failed'].includes(String(Object(JSON.parse(text))['state']))) return
    }
  }

  #meddle({ do: what, company, key }: Extract<Happening, { key: Key }>): void {
    const { control } = this.#universe.books
    const realmId = this.home[company]
    const type = typeOf(key)
    const target = control
      .entities(realmId, type)
      .find(({ entity, deleted }) => !deleted && keyIn(type, entity)?.key === key)
    // Where no requestid is remembered only its name keeps an entity from being made twice by a call that is carried out late.
    const isNameAll = what === 'rename' && control.settings().world.requestIds === 'nothing'
    if (!target || isNameAll) return
    const person = control.person(realmId)
    attempt(() => {
      if (what === 'delete') person.delete(type, target.id)
      else if (what === 'void') person.void(target.id)
      else if (what === 'pay') person.pay(target.id)
      else if (what === 'make inactive') person.makeInactive(type, target.id)
      else if (what === 'make active') person.makeActive(type, target.id)
      else if (what === 'rename') person.edit(type, target.id, renaming(type, target.id))
      else person.edit(type, target.id, edits[type])
    })
  }
}

/** Puts into the row of a record what nobody can read. */
const spoiling = (company: CompanyName, key: Key) =>
  new UpdateItemCommand({
    TableName: 'records',
    Key: { pk: { S: company }, sk: { S: toldAs(key) } },
    UpdateExpression: 'SET body = :body',
    ConditionExpression: 'attribute_exists(body)',
    ExpressionAttributeValues: { ':body': { B: new Uint8Array([1, 2, 3]) } },
  })

/** A change to something that we had sent. */
const edits = {
  Customer: { PrimaryPhone: { FreeFormNumber: 'changed by hand' } },
  Vendor: { AcctNum: 'changed by hand' },
  Item: { Description: 'changed by hand' },
  Invoice: { PrivateNote: 'changed by hand' },
  PurchaseOrder: { PrivateNote: 'changed by hand' },
  Bill: { PrivateNote: 'changed by hand' },
  JournalEntry: { PrivateNote: 'changed by hand' },
}

/** Another name or number for it, which no record of the ERP has. */
function renaming(type: string, id: string) {
  const name = `By hand ${type} ${id}`
  if (type === 'Item') return { Name: name }
  return type === 'Customer' || type === 'Vendor' ? { DisplayName: name } : { DocNumber: `BYHAND-${id}` }
}

/** People cannot do everything either: books may be closed, a name may be taken. */
function attempt(act: () => void): void {
  try {
    act()
  } catch {
    // QuickBooks has told them why.
  }
}
