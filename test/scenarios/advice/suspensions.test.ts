import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { type SuspensionCode, suspensionCodes } from '../../../shared/sync/suspension.ts'
import { until } from '../../local/until.ts'
import { aCustomer, anEvent } from '../stage.ts'
import { type AdviceStage, openAdvice } from './company.ts'

const Standing = z.looseObject({
  answer: z.string(),
  suspension: z.nullable(z.looseObject({ code: z.string(), next: z.string(), stopsAll: z.boolean() })),
})

let stage: AdviceStage
beforeAll(async () => {
  stage = await openAdvice()
}, 300_000)
afterAll(() => stage?.stop())

describe('what keeps a company from QuickBooks', { timeout: 120_000 }, () => {
  it.each(suspensionCodes)('%s: is over once somebody looks after it is, and what waited goes out', async (code) => {
    const company = await stage.company()
    // What is under way when it is noted still goes out.
    await company.quiet()
    await suspend(company, code)
    await company.feedEvents(anEvent(company.name, 'customer/C-1', aCustomer('C-1')))
    await until(
      () => company.call('GET', '/records/customer/C-1'),
      ({ status }) => status === 200,
    )
    const before = z.parse(Standing, await company.done('GET', '/status'))
    expect(before).toMatchObject({ answer: 'attention', suspension: { code } })
    // Nothing that it says to do is out of reach: there is the button.
    expect(before.suspension?.next).toContain('Look now')
    if (before.suspension?.stopsAll) expect(await company.record('customer/C-1')).toMatchObject({ reason: { code } })

    await company.check()
    await until(
      async () => z.parse(Standing, await company.done('GET', '/status')),
      ({ suspension, answer }) => suspension === null && answer === 'agreed',
    )

    expect(await company.record('customer/C-1')).toMatchObject({ state: 'synced', reason: null })
  })
})

/** As if QuickBooks had kept the company out, for longer than any test can wait. */
const suspend = ({ name, put }: Awaited<ReturnType<AdviceStage['company']>>, code: SuspensionCode) =>
  put(
    'companies',
    { pk: `company/${name}`, sk: 'writer' },
    {
      suspension: { code, since: '2026-11-20T00:00:00.000Z', lookAt: Date.parse('2030-01-01T00:00:00Z') },
    },
  )
