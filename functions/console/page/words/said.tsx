import { useShell } from '../shell/context.ts'
import { useTimes } from './times.tsx'

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g

/** A sentence of the API, with moments in the company's time and the reader by name. */
export function Said({ children }: { children: string }) {
  const { person } = useShell()
  const { momentText } = useTimes()
  const text = children.replaceAll(person.id, `You (${person.name})`).replace(MOMENT, momentText)
  return <span className="name">{text}</span>
}
