import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { eventSchema, schemaOf } from '../../../functions/api/feed-schemas.ts'
import { openApi } from '../../../functions/api/openapi.ts'
import { kinds } from '../../../shared/erp/record.ts'

const published = (name: string): unknown => JSON.parse(readFileSync(`shared/erp/schemas/${name}.json`, 'utf8'))

it.each(kinds)('publishes the schema of %s that the feed is read with', (kind) => {
  expect(published(kind), 'run npm run schemas').toEqual(schemaOf(kind))
})

it('publishes the envelope, and nothing that is no longer', () => {
  expect(published('change-event')).toEqual(eventSchema())
  expect(readdirSync('shared/erp/schemas')).toHaveLength(kinds.length + 1)
})

it('describes every route that API Gateway lets through, with its parameters', () => {
  const { paths } = openApi('https://api.example')
  expect(Object.keys(paths)).toContain('/companies/{company}/records/{kind}/{id}')
  for (const [path, methods] of Object.entries(paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const operation of Object.values(methods)) {
      expect(operation).toMatchObject({
        parameters: expect.arrayContaining(names.map((name) => expect.objectContaining({ name, in: 'path' }))),
      })
    }
  }
})
