import { describe, expect, it } from 'vitest'
import { readBatchAnswer } from '../../../shared/qbo/batch.ts'
import { meaningOf, readFault } from '../../../shared/qbo/faults.ts'

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

  it('finds none where there is none', () => {
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

  it('does not take something else for an answer', () => {
    expect(readBatchAnswer({ time: 'now' })).toBeUndefined()
    expect(readBatchAnswer('<html>')).toBeUndefined()
  })
})
