import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import type { ApiError } from '../api/client.ts'

/** What went wrong, what to do, and the id by which the logs know the request. */
export function ErrorAlert({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  return (
    <Alert type="error" header={error.title} action={onRetry && <Button onClick={onRetry}>Try again</Button>}>
      {error.message}
      <RequestId id={error.requestId} />
    </Alert>
  )
}

export function RequestId({ id }: { id: string | undefined }) {
  if (!id) return null
  return (
    <Box fontSize="body-s" color="inherit" padding={{ top: 'xxs' }}>
      If you ask for help, name the request <Box variant="code">{id}</Box>
    </Box>
  )
}
