import fc from 'fast-check'
import { kinds } from '../../shared/erp/record.ts'

/** Valid content of each kind, to begin with. */
const contents: Record<string, (id: string) => Record<string, unknown>> = {
  account: (number) => ({ number, name: 'Supplies' }),
  terms: (name) => ({ name, due_days: 30 }),
  vendor: (vendnum) => ({ vendnum, name: 'Vendor', phone: '1', addresses: [{ kind: 'bill_to', city: 'Aachen' }] }),
  customer: (custnum) => ({ custnum, name: 'Customer', terms: 'Net 30', tax_exempt: true }),
  part: (prcpart) => ({ prcpart, description: 'Part', default_cost: '1.00', qoh: 3, active: true }),
  'purchase-order': (ponum) => ({ ponum, vendnum: 'V', date: '2026-11-20', lines: [{ prcpart: 'P', amount: '1.00' }] }),
  invoice: (invoicenum) => ({
    ...{ invoicenum, custnum: 'C', invoicedate: '2026-11-20', freight: '2.00', total_invoice_amount: 15.5 },
    lines: [{ prcpart: 'P', qty: '3', price: '4.50', amount: '13.50' }],
  }),
  voucher: (vouchernum) => ({
    ...{ vouchernum, vendnum: 'V', invoice_date: '2026-11-20', ponums: ['1'] },
    splits: [{ account: '6400', amount: '1.00' }],
  }),
  'ledger-entry': (external_key) => ({
    ...{ external_key, date: '2026-11-20' },
    splits: [
      { account: '6400', debit: '1.00' },
      { account: '1000', credit: '1.00' },
    ],
  }),
}

/** A number as it is written: `written` takes it out of its quotes. */
const raw = (source: string) => `@raw:${source}@`
const written = (text: string): string => text.replace(/"@raw:([^@"]*)@"/g, '$1')

const codeUnits = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) })
const text = fc.oneof(
  codeUnits,
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '',
    ' ',
    'x'.repeat(2_000),
    '\u0000',
    '\uffff',
    '\ud800',
    '\udfff\ud800',
    'MU\u0308-7',
    '\u202e',
    '=1+1',
  ),
)
const id = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }) },
  fc.constantFrom('BLT1/4-20', '1% 10 Net 30', 'SCREW #8 "PAN"', 'MÜ-7', 'a#b', '2/x', 'part/1', '..', '%2F', 'a b'),
  fc.constantFrom('constructor', '__proto__', 'hasOwnProperty', '\\', '漢'.repeat(128), '\u{1f529}'.repeat(128)),
  fc.constantFrom('/'.repeat(128), 'a'.repeat(129), ' ', 'a\u0000', 'a\uffff', 'a\u200b', 'a\ud800', 'a\n'),
  text,
)
const number = fc.constantFrom(
  ...['1e308', '1e400', '-1e400', '-0', '0.1', '0.30000000000000004', '12345678901234567890', '1.5', '-1', '7'].map(
    raw,
  ),
  ...['9'.repeat(400), `0.${'1'.repeat(400)}`, '1E+2', '100000000000'].map(raw),
)
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  id,
  number,
  fc.constantFrom(
    null,
    true,
    false,
    '',
    '12,50',
    '1e308',
    '2026-02-30',
    '9999-12-31',
    '2026-11-20T00:00:00Z',
    '-0',
    'USD',
  ),
  fc.constantFrom([], {}, [[]], [null], { a: { b: [1] } }, Array(300).fill({ amount: '1' })),
  fc.jsonValue({ maxDepth: 4 }),
)
const envelopeField = fc.constantFrom(
  ...['specversion', 'id', 'source', 'type', 'subject', 'time', 'company', 'data', 'extra', 'hasOwnProperty'],
  ...['data/version', 'data/record', 'data/extra'],
)
const recordField = fc.constantFrom(
  ...['data/record/name', 'data/record/extra', 'data/record/lines'],
  ...[
    'data/record/custnum',
    'data/record/invoicenum',
    'data/record/prcpart',
    'data/record/terms',
    'data/record/currency',
  ],
  ...[
    'data/record/lines/0/amount',
    'data/record/lines/0/prcpart',
    'data/record/splits/0/account',
    'data/record/splits',
  ],
  ...[
    'data/record/invoicedate',
    'data/record/date',
    'data/record/freight',
    'data/record/addresses',
    'data/record/phone',
  ],
)

const field = fc.oneof({ weight: 1, arbitrary: envelopeField }, { weight: 3, arbitrary: recordField })

/** An event with some of its fields put otherwise, or taken out. */
const event = fc
  .record({
    kind: fc.constantFrom(...kinds),
    id,
    company: fc.oneof({ weight: 9, arbitrary: fc.constant('acme') }, fc.constantFrom('globex', 'Acme', '', 'a/b')),
    verb: fc.oneof({ weight: 6, arbitrary: fc.constant('changed') }, fc.constantFrom('deleted', 'paid', '')),
    version: fc.oneof({ weight: 6, arbitrary: fc.constant(7) }, fc.constantFrom(0, -1, 1.5, '7', null, 9e15, 2 ** 53)),
    changes: fc.array(fc.tuple(field, fc.option(value)), { maxLength: 3 }),
  })
  .map(({ kind, id, company, verb, version, changes }) => {
    const whole: Record<string, unknown> = {
      ...{ specversion: '1.0', id: 'e1', source: 'https://acme.cetecerp.com', type: `cetec.${kind}.${verb}` },
      ...{ subject: `${kind}/${id}`, company, data: { version, record: contents[kind]?.(id) } },
    }
    for (const [path, put] of changes) change(whole, path.split('/'), structuredClone(put ?? undefined))
    return written(JSON.stringify(whole))
  })

function change(holder: unknown, [name = '', ...rest]: readonly string[], put: unknown): void {
  if (typeof holder !== 'object' || holder === null) return
  if (rest.length > 0) change(Object.entries(holder).find(([key]) => key === name)?.[1], rest, put)
  else Object.defineProperty(holder, name, { value: put, enumerable: true, configurable: true, writable: true })
}

/** Members that are put in front of all others, in JSON or in what is nearly JSON. */
const member = fc.oneof(
  fc.constantFrom(
    '"constructor":1',
    '"__proto__":{"polluted":1}',
    '"\\u005f_proto__":1',
    '"prototype":[]',
    '"a\\u00g0":1',
  ),
  fc.constantFrom(
    '"a":1,"a":2',
    '"company":"acme","company":"globex"',
    '"a\\x":1',
    '"":""',
    '"a":NaN',
    '"a":01',
    '"a":1e9',
  ),
  fc.constantFrom(
    '"a":"\\ud800"',
    '"a":"\\uffff"',
    '"a":"\u0000"',
    '"a":\'b\'',
    '/**/"a":1',
    '"a"',
    ':',
    '"a":1,,',
    '"a":]',
  ),
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 2_000 }).map((depth) => `"a":${'['.repeat(depth)}${']'.repeat(depth)}`),
  },
  fc.integer({ min: 1, max: 40 }).map((depth) => `"a":${'{"b":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.tuple(text, value).map(([name, put]) => written(`${JSON.stringify(name)}:${JSON.stringify(put)}`)),
)
/** Keys of 300 KB, and what else is large; rare, since reading it takes long. */
const large = fc.constantFrom(
  `"${'k'.repeat(300_000)}":1,"${'k'.repeat(300_000)}":2`,
  `"${'\\u005f'.repeat(50_000)}":1`,
  `"a":${'['.repeat(200_000)}`,
  `"a":"${'\\'.repeat(200_000)}`,
  `"a":"${'x'.repeat(700_000)}"`,
  `"a":${'9'.repeat(200_000)}`,
)

const spoilt = fc.tuple(event, fc.nat(), fc.nat(), codeUnits).map(([whole, from, length, put]) => {
  const at = from % (whole.length + 1)
  return whole.slice(0, at) + put + whole.slice(at + (length % 12))
})

/** What may come as one event: right, wrong in some field, spoilt at some place, or nothing of the kind. */
export const inputs = fc.oneof(
  { weight: 60, arbitrary: event },
  { weight: 15, arbitrary: fc.tuple(event, member).map(([whole, added]) => `{${added},${whole.slice(1)}`) },
  { weight: 15, arbitrary: spoilt },
  {
    weight: 5,
    arbitrary: fc.oneof(
      text,
      fc.json(),
      value.map((one) => written(JSON.stringify(one) ?? '')),
    ),
  },
  { weight: 4, arbitrary: event.map((whole) => `\ufeff${whole}`) },
  { weight: 1, arbitrary: fc.tuple(event, large).map(([whole, added]) => `{${added},${whole.slice(1)}`) },
)

/** What may come as the body of a request: events in a list, in whatever else, or bytes that are no text at all. */
export const bodies: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .tuple(
        fc.array(inputs, { maxLength: 4 }),
        fc.constantFrom('"events":', '"\\u0065vents" : ', '"more":[1],"events":'),
      )
      .map(([list, name]) => `{${name}[${list.join(',')}]}`),
  },
  { weight: 2, arbitrary: inputs },
  { weight: 1, arbitrary: inputs.map((one) => `{"events":${one}}`) },
  { weight: 1, arbitrary: inputs.map((one) => `[${one}]`) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(event, fc.uint8Array({ maxLength: 4 }))
      .map(([whole, bytes]) =>
        Buffer.concat([Buffer.from('{"events":['), Buffer.from(whole), bytes, Buffer.from(']}')]),
      ),
  },
)

/** What may come as the rest of a path and a query behind a company. */
export const paths = fc
  .tuple(
    fc.array(fc.oneof(fc.constantFrom('records', 'catalog', 'activity', 'batches', 'pulls', 'search', 'part'), id), {
      maxLength: 4,
    }),
    fc.array(
      fc.tuple(
        fc.constantFrom(
          'cursor',
          'limit',
          'kind',
          'state',
          'q',
          'id',
          'type',
          'status',
          'record',
          'since',
          'key',
          'digest',
        ),
        fc.oneof(text, id, fc.constantFrom('part', 'held', 'item', '1', 'part/a%2Fb'), fc.base64String()),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([parts, query]) => ({
    path: parts.map((part) => `/${part}`).join(''),
    query: new URLSearchParams(query).toString(),
  }))
