import * as z from 'zod/mini'
import { ChangeEvent } from '../../shared/erp/change-event.ts'
import { type Kind, recordSchemas } from '../../shared/erp/record.ts'

/** The JSON Schema of a kind's records, as events carry them. */
export const schemaOf = (kind: Kind) => ({
  $id: `/schemas/${kind}`,
  title: kind,
  ...z.toJSONSchema(recordSchemas[kind], { io: 'input', unrepresentable: 'any' }),
})

/** The JSON Schema of the envelope in which every change comes. */
export const eventSchema = () => ({
  $id: '/schemas/change-event',
  title: 'change event',
  ...z.toJSONSchema(ChangeEvent, { io: 'input', unrepresentable: 'any' }),
})
