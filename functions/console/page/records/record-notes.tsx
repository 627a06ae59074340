import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import type { ErpRecord } from '../api/shapes.ts'
import { Said } from '../words/said.tsx'

type Props = { header: string; notes: ErpRecord['notes'] }

/** What QuickBooks has otherwise than the ERP. Nobody has to do anything about it. */
export function RecordNotes({ header, notes }: Props) {
  if (notes.length === 0) return null
  return (
    <Alert type="info" header={header}>
      <ul className="plain-list">
        {notes.map(({ code, message, field }) => (
          <li key={`${code} ${field}`}>
            <Said>{message}</Said>
            <Box fontSize="body-s" color="inherit">
              {code}
              {field && <span className="name"> · {field}</span>}
            </Box>
          </li>
        ))}
      </ul>
    </Alert>
  )
}
