import Box from '@cloudscape-design/components/box'

/** A value to the letter. */
export function Json({ value, none = 'Nothing' }: { value: unknown; none?: string }) {
  if (value === null || value === undefined) return <Box color="text-body-secondary">{none}</Box>
  return (
    // A region that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <pre className="json" tabIndex={0}>
      {JSON.stringify(value, undefined, 2)}
    </pre>
  )
}
