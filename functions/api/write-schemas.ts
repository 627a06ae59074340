import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kinds } from '../../shared/erp/record.ts'
import { eventSchema, schemaOf } from './feed-schemas.ts'

/** Publishes the JSON Schemas of the feed in the repository: `npm run schemas`. */
const folder = join(import.meta.dirname, '../../shared/erp/schemas')
mkdirSync(folder, { recursive: true })
for (const kind of kinds) writeFileSync(join(folder, `${kind}.json`), `${JSON.stringify(schemaOf(kind), null, 2)}\n`)
writeFileSync(join(folder, 'change-event.json'), `${JSON.stringify(eventSchema(), null, 2)}\n`)
