import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBatchAnswer } from '../../../shared/qbo/batch.ts'
import { entityIn } from '../../../shared/qbo/entity.ts'
import { faultInXml, isKnownFault, meaningOf, readFault } from '../../../shared/qbo/faults.ts'
import { preferencesIn } from '../../../shared/qbo/preferences.ts'
import { readQueryAnswer } from '../../../shared/qbo/query.ts'
import { agrees } from '../../../shared/sync/look-back.ts'

describe('readFault', () => {
  it('reads the shape of the service', () => {
    const fault = {
      Error: [
        { Message: 'Duplicate Name Exists Error', Detail: 'The name supplied already exists. : null', code: '6240' },
      ],
      type: 'ValidationFault',
    }
    expect(readFault({ Fault: fault })).toMatchObject({ code: '6240', element: '' })
  })

  it('reads the shape of the gateway', () => {
    const error = [
      { message: 'message=AuthenticationFailed; errorCode=003200', detail: null, code: '3200', element: null },
    ]
    expect(readFault({ warnings: null, fault: { error, type: 'AUTHENTICATION' } })).toMatchObject({
      code: '3200',
      detail: '',
    })
  })

  it.each<[string, unknown]>([
    ['with a number for a code', { Fault: { Error: [{ Message: 'Taken', code: 6240 }] } }],
    ['in lower case', { fault: { error: [{ message: 'Taken', code: '6240' }] } }],
    ['in upper case', { FAULT: { ERROR: [{ MESSAGE: 'Taken', CODE: '6240' }] } }],
    ['without a list', { Fault: { Error: { Message: 'Taken', code: '6240', element: null } } }],
    ['with its error at the top', { Fault: { message: 'Taken', code: '6240', detail: null } }],
  ])('reads one %s', (_, answer) => {
    expect(readFault(answer)).toMatchObject({ code: '6240', message: 'Taken', detail: '', element: '' })
  })

  it('finds a code that stands in the message alone', () => {
    const message = 'message=ThrottleExceeded; errorCode=003001; statusCode=429'
    expect(readFault({ fault: { error: [{ message }] } })).toMatchObject({ code: '3001' })
  })

  it('reads one that came as XML', () => {
    const xml = `<?xml version="1.0"?><IntuitResponse time="2026-11-30T12:00:00-08:00"><Fault type="ValidationFault">
      <Error code="6240" element="DisplayName"><Message>Duplicate Name</Message><Detail>Id=58</Detail></Error></Fault></IntuitResponse>`
    expect(readFault(faultInXml(xml))).toEqual({
      ...{ code: '6240', element: 'DisplayName', message: 'Duplicate Name', detail: 'Id=58' },
      type: 'ValidationFault',
    })
    expect(faultInXml('<html><body>Bad Gateway</body></html>')).toBeUndefined()
  })

  it('finds none where there is none', () => {
    expect(readFault({ warnings: null, fault: null, queryResponse: {} })).toBeUndefined()
    expect(readFault({ Customer: { Id: '1' } })).toBeUndefined()
  })
})

describe('meaningOf', () => {
  const fault = (code: string, detail = '', message = '') => ({ code, message, detail, element: '' })

  it.each([
    ['5010', 'stale'],
    ['6240', 'name-taken'],
    ['6140', 'number-taken'],
    ['610', 'gone'],
    ['2500', 'reference'],
    ['6210', 'closed-period'],
    ['3001', 'wait'],
    ['10000', 'unclear'],
    ['3200', 'token'],
    ['2050', 'data'],
    ['99999', 'data'],
  ])('knows what %s calls for', (code, meaning) => {
    expect(meaningOf(fault(code))).toBe(meaning)
  })

  it.each([
    ['ValidationFault', 'data'],
    ['SystemFault', 'unclear'],
    ['AuthorizationFault', 'wait'],
    ['', 'data'],
  ])('judges a code that nobody has published by the type of its fault: %s', (type, meaning) => {
    expect(meaningOf({ ...fault('77777'), type })).toBe(meaning)
    expect(isKnownFault(fault('77777'))).toBe(false)
  })

  it('takes a fault without a code for no outcome', () => {
    expect(meaningOf(fault(''))).toBe('unclear')
  })

  it('knows a closed period by its words under another code', () => {
    expect(meaningOf(fault('5010', 'Account Period Closed, Cannot Update Through Services API'))).toBe('closed-period')
  })

  it('does not take a passing 6000 for a refusal', () => {
    expect(meaningOf(fault('6000', 'Please wait a few minutes and try again'))).toBe('unclear')
    expect(meaningOf(fault('6000', 'When you use Accounts Receivable, you must choose a customer'))).toBe('data')
  })
})

describe('readBatchAnswer', () => {
  it('keeps each item by its bId, and leaves out what is missing or cannot be read', () => {
    const answers = readBatchAnswer({
      BatchItemResponse: [
        { bId: '2', Fault: { Error: [{ Message: 'm', Detail: 'd', code: '2050' }] } },
        { bId: '1', Customer: { Id: '58', SyncToken: '0' } },
        { bId: '3', Customer: { SyncToken: '0' } },
        { Invoice: { Id: '9' } },
      ],
    })
    expect([...(answers?.keys() ?? [])]).toEqual(['2', '1'])
    expect(answers?.get('1')).toMatchObject({ entity: { Id: '58' } })
  })

  it('takes numbers for texts, and texts for numbers and flags', () => {
    const answers = readBatchAnswer({
      BatchItemResponse: [
        { bId: 1, Item: { Id: 58, SyncToken: 0, Active: 'true', Name: 1001, Line: [{ Id: 1, Amount: 2 }], Sku: null } },
      ],
    })
    expect(answers?.get('1')).toMatchObject({
      entity: { Id: '58', SyncToken: '0', Active: true, Name: '1001', Line: [{ Id: '1', Amount: 2 }] },
    })
  })

  it('does not take something else for an answer', () => {
    expect(readBatchAnswer({ time: 'now' })).toBeUndefined()
    expect(readBatchAnswer('<html>')).toBeUndefined()
  })
})

it('is read whatever it is, and nothing throws', () => {
  const odd = fc.object({
    key: fc.constantFrom(
      'Fault',
      'fault',
      'Error',
      'code',
      'BatchItemResponse',
      'QueryResponse',
      'Customer',
      'Line',
      'bId',
    ),
    maxDepth: 4,
  })
  fc.assert(
    fc.property(fc.oneof(odd, fc.anything()), (answer) => {
      readFault(answer)
      readBatchAnswer(answer)
      readQueryAnswer(answer, 'Customer')
      preferencesIn(answer)
      const entity = entityIn(answer)
      if (entity) agrees({ Name: 'A', Active: true, UnitPrice: 1 }, entity)
    }),
    { numRuns: 2_000 },
  )
})
