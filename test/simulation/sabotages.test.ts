import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { spoiled } from './sabotage.ts'
import { sabotages } from './sabotages.ts'

it.each(sabotages)('the defect "$name" fits into the code at exactly one place', (one) => {
  const source = readFileSync(one.file, 'utf8')
  expect(spoiled(source, one)).not.toBe(source)
})

it('there are at least twenty, each with a name of its own', () => {
  expect(sabotages.length).toBeGreaterThanOrEqual(20)
  expect(new Set(sabotages.map(({ name }) => name)).size).toBe(sabotages.length)
})
