import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogCalls } from './catalog-calls.ts'
import { aCustomer, anEvent } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
beforeAll(async () => {
  story = await openStory()
  calls = catalogCalls(story)
})
afterAll(() => story?.stop())

const pushed = (custnum: string, change: object) =>
  story.push(anEvent(story.company, `customer/${custnum}`, aCustomer(custnum, change)))
const record = (custnum: string) => story.stage.record(story.company, `customer/${custnum}`)
const held = (name: string) => story.held('Customer', 'DisplayName', name)

describe.each(['without a reason', 'with a reason'] as const)('where a customer may be exempt %s', (exemption) => {
  const of = (name: string) => `${name} ${exemption.slice(0, 5)}`.replaceAll(' ', '-')
  beforeAll(() => story.quickBooks.configure({ world: { exemption } }))

  it('an exempt customer stays exempt, where the ERP says nothing of tax', async () => {
    const name = of('Quiet')
    const id = calls.created('Customer', { DisplayName: name, Taxable: false, TaxExemptionReasonId: '9' })
    await pushed(name, { name })
    await calls.call('POST', `/records/customer/${name}/adopt`, {})
    await story.stage.quiet(story.company)
    await pushed(name, { name, phone: '555 010 7788' })

    expect(await record(name)).toMatchObject({ state: 'synced', link: { id } })
    expect(held(name)).toMatchObject([
      { entity: { Taxable: false, TaxExemptionReasonId: '9', PrimaryPhone: { FreeFormNumber: '555 010 7788' } } },
    ])
  })

  it('one that the ERP calls exempt becomes so with its reason, and taxable again when the ERP says that', async () => {
    const name = of('Said')
    await pushed(name, { name, tax_exempt: true, tax_exemption_reason: '9' })
    expect(held(name)).toMatchObject([{ entity: { Taxable: false, TaxExemptionReasonId: '9' } }])

    await pushed(name, { name, tax_exempt: false })

    expect(held(name)).toMatchObject([{ entity: { Taxable: true } }])
  })
})

it('one that is exempt for no reason is held where QuickBooks wants one, until a reason is chosen for all such', async () => {
  story.quickBooks.configure({ world: { exemption: 'with a reason' } })
  await pushed('Unreasoned', { name: 'Unreasoned', tax_exempt: true })
  expect(await record('Unreasoned')).toMatchObject({
    state: 'held',
    reason: { code: 'exemption_reason', action: { kind: 'setting', target: 'taxExemptionReason' } },
  })

  await calls.call('PATCH', '/settings', { taxExemptionReason: '9' })
  await story.stage.quiet(story.company)

  expect(await record('Unreasoned')).toMatchObject({ state: 'synced' })
  expect(held('Unreasoned')).toMatchObject([{ entity: { Taxable: false, TaxExemptionReasonId: '9' } }])
})
