import { describe, expect, it } from 'vitest'
import { readChange } from '../../../shared/erp/change-event.ts'

const now = Date.parse('2026-11-24T12:00:00Z')

const record = {
  invoicenum: '10482',
  custnum: 'C-17',
  invoicedate: '2026-11-20',
  lines: [{ prcpart: 'ABC1001', qty: '3', price: '4.50', amount: '13.50' }],
}

/** A valid event with something changed. */
const anEvent = (change: object = {}, data: object = {}) => ({
  specversion: '1.0',
  id: 'e1',
  source: 'https://acme.cetecerp.com',
  type: 'cetec.invoice.changed',
  subject: 'invoice/10482',
  time: '2026-11-20T17:03:11Z',
  company: 'acme',
  data: { version: 7, record, ...data },
  ...change,
})

describe('readChange', () => {
  it('understands what a record is now', () => {
    expect(readChange(anEvent(), now)).toMatchObject({
      company: 'acme',
      key: 'invoice/10482',
      version: 7,
      record: { kind: 'invoice', content: { custnum: 'C-17', lines: [{ amount: '13.50' }] } },
    })
  })

  it('understands that a record is deleted', () => {
    const change = readChange(anEvent({ type: 'cetec.invoice.deleted' }, { record: undefined }), now)
    expect(change).toMatchObject({ key: 'invoice/10482', record: undefined, hash: 'deleted' })
  })

  it('ignores fields that it does not know', () => {
    const change = readChange(anEvent({ extra: 1 }, { record: { ...record, colour: 'red' } }), now)
    expect(change.hash).toBe(readChange(anEvent(), now).hash)
  })

  it('takes exact numbers for decimals', () => {
    const lines = [{ prcpart: 'ABC1001', qty: 3, price: 4.5, amount: 13.5 }]
    expect(readChange(anEvent({}, { record: { ...record, lines } }), now)).toMatchObject({
      record: { content: { lines: [{ qty: '3', price: '4.5', amount: '13.5' }] } },
    })
  })

  it('tells two contents apart by their hash', () => {
    const other = readChange(anEvent({}, { record: { ...record, custnum: 'C-18' } }), now)
    expect(other.hash).not.toBe(readChange(anEvent(), now).hash)
  })

  it.each([
    ['an unknown kind', anEvent({ type: 'cetec.payment.changed' }), 'E_SCHEMA', '/type'],
    ['an unknown verb', anEvent({ type: 'cetec.invoice.paid' }), 'E_SCHEMA', '/type'],
    ['another specversion', anEvent({ specversion: '2.0' }), 'E_TYPE', '/specversion'],
    ['a subject of another kind', anEvent({ subject: 'part/10482' }), 'E_ID', '/subject'],
    ['an id that is empty', anEvent({ subject: 'invoice/' }), 'E_ID', '/subject'],
    ['an id of blanks', anEvent({ subject: 'invoice/  ' }), 'E_ID', '/subject'],
    ['an id with a mark of direction', anEvent({ subject: 'invoice/a\u202eb' }), 'E_ID', '/subject'],
    ['an id with half a pair', anEvent({ subject: 'invoice/a\ud800' }), 'E_ID', '/subject'],
    ['an id with what is no character', anEvent({ subject: 'invoice/a\uffff' }), 'E_ID', '/subject'],
    ['an id with an accent apart', anEvent({ subject: 'invoice/MU\u0308-7' }), 'E_ID', '/subject'],
    ['an id with NUL', anEvent({ subject: 'invoice/a\u0000b' }), 'E_ID', '/subject'],
    ['an id of 129 characters', anEvent({ subject: `invoice/${'a'.repeat(129)}` }), 'E_ID', '/subject'],
    ['no company', anEvent({ company: undefined }), 'E_REQUIRED', '/company'],
    ['a company with capitals', anEvent({ company: 'Acme' }), 'E_COMPANY', '/company'],
    ['no version', anEvent({}, { version: undefined }), 'E_VERSION', '/data/version'],
    ['a version as text', anEvent({}, { version: '7' }), 'E_VERSION', '/data/version'],
    ['a version with a fraction', anEvent({}, { version: 7.5 }), 'E_VERSION', '/data/version'],
    ['a negative version', anEvent({}, { version: -1 }), 'E_VERSION', '/data/version'],
    ['a version 25 hours ahead', anEvent({}, { version: now + 25 * 3_600_000 }), 'E_VERSION_FUTURE', '/data/version'],
    ['text', 'hello', 'E_TYPE', ''],
  ])('refuses %s, and names the field', (_, event, code, field) => {
    expect(() => readChange(event, now)).toThrow(expect.objectContaining({ name: 'Refusal', code, field }))
  })

  it.each([
    ['no record', anEvent({}, { record: undefined }), 'E_REQUIRED', ''],
    ['a missing field', anEvent({}, { record: { ...record, custnum: undefined } }), 'E_REQUIRED', '/custnum'],
    ['an amount that is true', withAmount(true), 'E_TYPE', '/lines/0/amount'],
    ['an amount with 7 decimals', withAmount('1.1234567'), 'E_SCALE', '/lines/0/amount'],
    ['an amount that is too large', withAmount('100000000000'), 'E_RANGE', '/lines/0/amount'],
    ['an amount that is no number', withAmount('12,50'), 'E_NUMBER', '/lines/0/amount'],
    ['lines that are no list', anEvent({}, { record: { ...record, lines: {} } }), 'E_TYPE', '/lines'],
    ['a date as a number', anEvent({}, { record: { ...record, invoicedate: 20261101 } }), 'E_TYPE', '/invoicedate'],
    ['30 February', anEvent({}, { record: { ...record, invoicedate: '2026-02-30' } }), 'E_DATE', '/invoicedate'],
    ['the year 9999', anEvent({}, { record: { ...record, invoicedate: '9999-01-01' } }), 'E_DATE', '/invoicedate'],
    [
      'a date with a zone',
      anEvent({}, { record: { ...record, invoicedate: '2026-11-01T00:00:00Z' } }),
      'E_DATE',
      '/invoicedate',
    ],
    [
      '10,001 lines',
      anEvent({}, { record: { ...record, lines: Array(10_001).fill(record.lines[0]) } }),
      'E_LINES',
      '/lines',
    ],
  ])('takes %s for a flaw of the record, which keeps all that was said', (_, event, code, field) => {
    const { data } = event as { data: { record?: unknown } }
    expect(readChange(event, now)).toMatchObject({
      key: 'invoice/10482',
      version: 7,
      record: undefined,
      flaw: { code, field, content: data.record },
    })
  })

  it('tells two flawed contents apart by their hash, and from a deletion', () => {
    const hashes = [withAmount(true), withAmount(false), anEvent({}, { record: undefined })].map(
      (event) => readChange(event, now).hash,
    )
    expect(new Set([...hashes, 'deleted']).size).toBe(4)
  })

  it.each([
    ['another id', { ...record, invoicenum: '10483' }],
    ['another id, and a flaw', { ...record, invoicenum: '10483', custnum: 7 }],
    ['its id percent-encoded', { ...record, invoicenum: '%3110482' }],
  ])('refuses content that names %s than the subject', (_, other) => {
    const refused = expect.objectContaining({ code: 'E_ID', field: '/subject' })
    expect(() => readChange(anEvent({}, { record: other }), now)).toThrow(refused)
  })
})

function withAmount(amount: unknown) {
  return anEvent({}, { record: { ...record, lines: [{ prcpart: 'ABC1001', amount }] } })
}
