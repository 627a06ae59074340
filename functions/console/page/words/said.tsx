import { Named, useNameOf } from './person-name.tsx'
import { useTimes } from './times.tsx'

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g
/** What may be somebody's id, whole; a full stop at its end is that of the sentence. */
const WORD = /([\w+@-]+(?:\.[\w+@-]+)*)/

/** A sentence of the API, with moments in the company's time and people by name. */
export function Said({ children }: { children: string }) {
  const nameOf = useNameOf()
  const { momentText } = useTimes()
  return (
    <span className="name">
      {children
        .replace(MOMENT, momentText)
        .split(WORD)
        .map((part, at) => {
          const name = nameOf(part)
          // A sentence does not change its order.
          // biome-ignore lint/suspicious/noArrayIndexKey: as said
          return name === undefined ? part : <Named key={at} id={part} name={name} />
        })}
    </span>
  )
}
