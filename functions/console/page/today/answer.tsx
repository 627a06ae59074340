import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import type { Status } from '../api/shapes.ts'
import { href } from '../shell/route.ts'
import { Said } from '../words/said.tsx'
import { standingOf } from './standing.ts'

type Props = { company: string; status: Status }

/** The one sentence that a controller opens the page for, and what somebody has to do, if anybody has to. */
export function Answer({ company, status }: Props) {
  const { type, header, text, needs } = standingOf(status)
  const [first, ...others] = needs
  const placeOf = ({ screen, at }: (typeof needs)[number]) => href(company, screen, [], { at })
  return (
    <Alert
      type={type}
      header={header}
      action={
        first && (
          <Button variant="primary" href={placeOf(first)}>
            {first.button}
          </Button>
        )
      }
    >
      {first && (
        <div>
          <Said>{first.why}</Said>
        </div>
      )}
      {others.map((need) => (
        <Box key={need.text} color="inherit" padding={{ top: 'xs' }}>
          <b>Somebody has to {need.text}.</b> <Said>{need.why}</Said> <Link href={placeOf(need)}>{need.button}</Link>
        </Box>
      ))}
      <Box color="inherit" padding={{ top: first ? 'xs' : 'n' }}>
        <Said>{text}</Said>
      </Box>
    </Alert>
  )
}
