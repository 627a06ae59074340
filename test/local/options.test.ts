import { expect, it } from 'vitest'
import { readOptions } from './options.ts'

it('has a default for everything', () => {
  expect(readOptions([])).toEqual({
    port: 4000,
    intuit: undefined,
    intuitClient: { id: 'local-client', secret: 'local-secret' },
    empty: false,
    data: undefined,
    kill: [],
  })
})

it('reads what is given', () => {
  const args = [
    '--port',
    '4100',
    '--intuit',
    'http://localhost:5000/',
    '--intuit-client',
    'a:b:c',
    '--kill',
    'push=2.5',
  ]
  expect(readOptions(args)).toMatchObject({
    port: 4100,
    intuit: 'http://localhost:5000',
    intuitClient: { id: 'a', secret: 'b:c' },
    kill: [{ functionName: 'push', seconds: 2.5 }],
  })
})

it.each([
  [['--port', 'abc'], '--port must be'],
  [['--intuit', 'nowhere'], '--intuit must be'],
  [['--intuit-client', 'onlyid'], '--intuit-client must be'],
  [['--kill', 'push'], '--kill must be'],
  [['--unknown'], '--unknown'],
])('says what is wrong with %s', (args, message) => {
  expect(() => readOptions(args)).toThrow(message)
})
