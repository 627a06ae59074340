import Badge, { type BadgeProps } from '@cloudscape-design/components/badge'
import Box from '@cloudscape-design/components/box'
import Popover from '@cloudscape-design/components/popover'
import type { Confidence, Suggestion } from '../api/shapes.ts'

const marks: Record<Confidence, { name: string; color: NonNullable<BadgeProps['color']> }> = {
  exact: { name: 'Exact', color: 'green' },
  sure: { name: 'Sure', color: 'green' },
  likely: { name: 'Likely', color: 'blue' },
  possible: { name: 'Possible', color: 'grey' },
}

/** How sure the suggestion is, and what speaks for it. */
export function SuggestionMark({ suggestion }: { suggestion: Suggestion }) {
  const { confidence, evidence } = suggestion
  const mark = <Badge color={marks[confidence].color}>{marks[confidence].name}</Badge>
  if (evidence.length === 0) return mark
  return (
    <Popover
      header="What speaks for it"
      triggerType="custom"
      renderWithPortal
      content={
        <ul>
          {evidence.map((each) => (
            <li key={each} className="name">
              {each}
            </li>
          ))}
        </ul>
      }
    >
      <button type="button" className="plain">
        {mark}
        <Box color="text-body-secondary" fontSize="body-s">
          <span className="name">{evidence[0]}</span>
        </Box>
      </button>
    </Popover>
  )
}
