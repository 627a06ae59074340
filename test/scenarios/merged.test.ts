import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogCalls } from './catalog-calls.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
beforeAll(async () => {
  story = await openStory()
  calls = catalogCalls(story)
  await story.push(event('part/ABC1', aPart('ABC1')))
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const act = async (key: string, name: string) => {
  const answer = await calls.call('POST', `/records/${key}/${name}`)
  await story.stage.quiet(story.company)
  return answer
}
const idOf = async (key: string) => String(Object(Object(await record(key)).link).id)
const customers = (name: string) => story.held('Customer', 'DisplayName', name)
const invoices = (number: string) => story.held('Invoice', 'DocNumber', number)
const isMerged = { state: 'held', reason: { code: 'merged_in_quickbooks' } }

/** Two customers that are in QuickBooks, the first of which somebody merges into the second there. */
async function mergedPair() {
  const [gone, kept] = [story.fresh('M'), story.fresh('M')]
  await story.push(
    event(`customer/${gone}`, { custnum: gone, name: `Dual Metals ${gone}` }),
    event(`customer/${kept}`, { custnum: kept, name: `Dual Metals Inc ${kept}` }),
  )
  const [goneId, keptId] = [await idOf(`customer/${gone}`), await idOf(`customer/${kept}`)]
  calls.person().merge('Customer', goneId, keptId)
  return { gone, kept, goneId, keptId }
}
const link = async (id: string, key: string) => {
  const answer = await calls.link('customer', id, key)
  await story.stage.quiet(story.company)
  return answer
}

describe.each(['is gone', 'is inactive'] as const)(
  'a customer that was merged in QuickBooks and %s there',
  (mergedAway) => {
    beforeAll(() => story.quickBooks.configure({ world: { mergedAway } }))

    it('is linked in one act to the one that remains, and its invoice posts to that by itself', async () => {
      const { gone, kept, keptId } = await mergedPair()
      await calls.pull('customer')
      await story.push(event(`invoice/I${gone}`, anInvoice(`I${gone}`, { custnum: gone })))
      expect(await record(`invoice/I${gone}`)).toMatchObject({ state: expect.stringMatching(/waiting|held/) })

      expect(await link(keptId, `customer/${gone}`)).toMatchObject({ status: 200, body: { key: `customer/${kept}` } })

      expect(await record(`customer/${gone}`)).toMatchObject({
        state: 'synced',
        link: { id: keptId, mergedWith: `customer/${kept}` },
        notes: [{ code: 'merged', message: expect.stringContaining(`customer ${kept}`) }],
      })
      expect(await record(`customer/${kept}`)).toMatchObject({
        state: 'synced',
        link: { id: keptId, mergedWith: null },
      })
      expect(await record(`invoice/I${gone}`)).toMatchObject({ state: 'synced' })
      expect(invoices(`I${gone}`)).toMatchObject([{ entity: { CustomerRef: { value: keptId } } }])
      expect(customers(`Dual Metals ${gone}`)).toEqual([])
    })

    it('leaves what was posted for it before as it is, and lets that be changed', async () => {
      const [gone, kept, number] = [story.fresh('M'), story.fresh('M'), story.fresh('I')]
      const before = { custnum: gone, freight: '0', invoice_tax_subtotal: '0', total_invoice_amount: '13.50' }
      await story.push(
        event(`customer/${gone}`, aCustomer(gone)),
        event(`customer/${kept}`, aCustomer(kept)),
        event(`invoice/${number}`, anInvoice(number, before)),
      )
      const keptId = await idOf(`customer/${kept}`)
      calls.person().merge('Customer', await idOf(`customer/${gone}`), keptId)
      await calls.pull('customer')
      await link(keptId, `customer/${gone}`)

      await story.push(event(`invoice/${number}`, anInvoice(number, { ...before, custponum: '88' })))

      expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced', reason: null })
      expect(invoices(number)).toMatchObject([
        { entity: { CustomerRef: { value: keptId }, PrivateNote: 'Customer PO 88' } },
      ])
    })

    it('is told when a document meets it, before any pull, and nothing is made again', async () => {
      const { gone, keptId } = await mergedPair()
      await story.push(event(`invoice/I${gone}`, anInvoice(`I${gone}`, { custnum: gone })))
      expect(await record(`invoice/I${gone}`)).toMatchObject({ state: expect.stringMatching(/waiting|held/) })

      await calls.pull('customer')
      await link(keptId, `customer/${gone}`)
      await calls.call('POST', '/problems/release', { cause: 'held/reference_unusable' })
      await story.stage.quiet(story.company)

      expect(invoices(`I${gone}`)).toMatchObject([{ entity: { CustomerRef: { value: keptId } } }])
      expect(customers(`Dual Metals ${gone}`)).toEqual([])
    })

    it('is not made again by a change in the ERP, by retry, nor by restore after it was left out', async () => {
      const { gone } = await mergedPair()
      await story.push(event(`customer/${gone}`, { custnum: gone, name: `Dual Metals ${gone}`, phone: '555-0100' }))
      expect(await record(`customer/${gone}`)).toMatchObject(isMerged)

      await act(`customer/${gone}`, 'retry')
      expect(await record(`customer/${gone}`)).toMatchObject(isMerged)
      expect(await act(`customer/${gone}`, 'restore')).toMatchObject({ status: 409 })

      await act(`customer/${gone}`, 'accept')
      expect(await record(`customer/${gone}`)).toMatchObject({ state: 'off', reason: { code: 'left_out' } })
      await act(`customer/${gone}`, 'restore')
      expect(await record(`customer/${gone}`)).toMatchObject(isMerged)
      expect(customers(`Dual Metals ${gone}`)).toEqual([])
    })
  },
)

describe('a record that shares an entity with the one it was merged into', () => {
  it('sends nothing of its own, and cannot take the entity out of use', async () => {
    story.quickBooks.configure({ world: { mergedAway: 'is gone' } })
    const { gone, kept, keptId } = await mergedPair()
    await calls.pull('customer')
    await link(keptId, `customer/${gone}`)
    const writes = story.writes()

    await story.push(event(`customer/${gone}`, { custnum: gone, name: 'Another name', phone: '555-0100' }))
    await story.push(event(`customer/${gone}`, undefined))

    expect(story.writes()).toBe(writes)
    await story.push(event(`customer/${gone}`, { custnum: gone, name: 'Another name' }))
    await story.push(event(`customer/${kept}`, undefined))
    expect(await record(`customer/${kept}`)).toMatchObject({ notes: [{ code: 'kept_active' }] })
    expect(customers(`Dual Metals Inc ${kept}`)).toMatchObject([{ entity: { Active: true } }])
  })

  it('is unlinked by its name, and the other one keeps the entity', async () => {
    const { gone, kept, keptId } = await mergedPair()
    await calls.pull('customer')
    await link(keptId, `customer/${gone}`)

    expect(await calls.call('POST', `/catalog/customer/${keptId}/unlink?key=customer/${gone}`)).toMatchObject({
      status: 200,
      body: { status: 'linked', key: `customer/${kept}` },
    })
    expect(await record(`customer/${gone}`)).toMatchObject({ state: 'held', reason: { code: 'untied' } })
    expect(await record(`customer/${kept}`)).toMatchObject({ state: 'synced' })
  })

  it('takes an entity that another record has only if its own was merged away', async () => {
    const [one, other] = [story.fresh('C'), story.fresh('C')]
    await story.push(event(`customer/${one}`, aCustomer(one)), event(`customer/${other}`, aCustomer(other)))
    await calls.pull('customer')

    expect(await link(await idOf(`customer/${one}`), `customer/${other}`)).toMatchObject({
      status: 409,
      body: { code: 'record-linked' },
    })
  })
})

describe('an invoice that is posted anew', () => {
  it('is held where somebody has entered it by hand since, and linked to that with one click', async () => {
    const number = story.fresh('R')
    await story.push(event('customer/C-1', aCustomer('C-1')), event(`invoice/${number}`, anInvoice(number)))
    const [first] = invoices(number)
    calls.person().delete('Invoice', first?.id ?? '')
    await story.push(event(`invoice/${number}`, anInvoice(number, { custponum: 'changed' })))
    const { Id: _id, SyncToken: _token, MetaData: _data, ...content } = Object(first?.entity)
    const { DocNumber, TxnDate, CustomerRef, Line } = content
    const byHand = calls.created('Invoice', {
      ...{ DocNumber, TxnDate, CustomerRef },
      Line: Line.filter(({ DetailType }: { DetailType: string }) => DetailType === 'SalesItemLineDetail').map(
        ({ Id: _, ...line }: { Id: string }) => line,
      ),
    })

    await act(`invoice/${number}`, 'restore')

    expect(await record(`invoice/${number}`)).toMatchObject({
      state: 'held',
      reason: { code: 'exists_in_quickbooks', offer: { type: 'Invoice', id: byHand } },
    })
    await act(`invoice/${number}`, 'adopt')
    expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced', link: { id: byHand } })
    expect(invoices(number)).toHaveLength(1)
  })
})
