import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

/** Who may import whom. A folder may always import itself. */
const mayImport: Record<string, readonly string[]> = {
  'shared/lib': [],
  'shared/erp': ['shared/lib'],
  'shared/qbo': ['shared/lib'],
  'shared/sync': ['shared/lib', 'shared/erp', 'shared/qbo'],
  'shared/match': ['shared/lib', 'shared/erp', 'shared/qbo'],
  'shared/aws': ['shared/lib', 'shared/erp', 'shared/qbo', 'shared/sync', 'shared/match'],
  'shared/intuit': ['shared/lib', 'shared/qbo'],
  functions: ['shared'],
  infra: ['shared/env.ts'],
}

/** The pure heart knows no clock, no environment and no client. */
const pure = ['shared/lib', 'shared/erp', 'shared/qbo', 'shared/sync', 'shared/match']
const impure = /\b(Date\.now|new Date\(\)|process\.env|Math\.random|fetch\(|setTimeout)|@aws-sdk|node:(fs|http|net)/

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, path = '']) =>
    join(dirname(file), path),
  )

it.each(Object.entries(mayImport))('%s imports only what it may', (folder, others) => {
  const allowed = [folder, ...others]
  const isAllowed = (path: string) => allowed.some((root) => path === root || path.startsWith(`${root}/`))

  const strays = filesIn(folder).flatMap((file) =>
    importsOf(file)
      .filter((path) => !isAllowed(path))
      .map((path) => `${file} -> ${path}`),
  )

  expect(strays).toEqual([])
})

it.each(pure)('%s does no I/O and reads no clock', (folder) => {
  const exceptions = ['shared/lib/id.ts', 'shared/lib/log.ts']
  const guilty = filesIn(folder).filter((file) => !exceptions.includes(file) && impure.test(readFileSync(file, 'utf8')))

  expect(guilty).toEqual([])
})

it('puts the keys of records together in one place', () => {
  const kinds = 'account|terms|vendor|customer|part|purchase-order|invoice|voucher|ledger-entry'
  const composed = new RegExp(`\`(${kinds}|\\$\\{\\w*[kK]ind\\w*\\})/\\$\\{`)
  // The last two name entities, by Intuit's Ids, in an index of their own.
  const exceptions = ['shared/erp/record.ts', 'shared/aws/record-reads.ts', 'shared/aws/turning.ts']
  const guilty = ['functions', 'shared']
    .flatMap(filesIn)
    .filter((file) => !exceptions.includes(file) && composed.test(readFileSync(file, 'utf8')))

  expect(guilty).toEqual([])
})

it('lets production code use nothing of the tests', () => {
  const strays = ['infra', 'functions', 'shared']
    .flatMap(filesIn)
    .filter((file) => importsOf(file).some((path) => path.startsWith('test')))

  expect(strays).toEqual([])
})

it('puts nothing into the page but what is pure', () => {
  const page = 'functions/console/page'
  const taken = filesIn(page).flatMap((file) =>
    // What is imported as a type is gone when the page is built.
    [...readFileSync(file, 'utf8').matchAll(/^import (?!type)[^']*? from '(\.[^']+)'/gm)].map(([, path = '']) =>
      join(dirname(file), path),
    ),
  )

  const strays = taken.filter((path) => !path.startsWith(page) && !pure.some((folder) => path.startsWith(folder)))

  expect(strays).toEqual([])
})
