import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import type { ReactNode } from 'react'
import type { Asked } from '../api/use-answer.ts'
import { ErrorAlert } from './error-alert.tsx'

/** Shows what was asked for: that it is on its way, that it failed, or the thing itself. */
export function Loaded<Answer>({ asked, children }: { asked: Asked<Answer>; children: (data: Answer) => ReactNode }) {
  const { data, error, isLoading, reload } = asked
  if (isLoading) {
    return (
      <Box padding="l" textAlign="center" color="text-status-inactive">
        <Spinner /> Loading …
      </Box>
    )
  }
  return (
    <SpaceBetween size="l">
      {error && <ErrorAlert error={error} onRetry={() => void reload()} />}
      {data !== undefined && children(data)}
    </SpaceBetween>
  )
}
