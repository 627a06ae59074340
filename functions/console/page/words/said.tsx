import { useShell } from '../shell/context.ts'
import { momentText } from './times.tsx'

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g

/** A sentence of the API, with moments in the reader's time and the reader by name. */
export function Said({ children }: { children: string }) {
  const { person } = useShell()
  const text = children.replaceAll(person.id, `You (${person.name})`).replace(MOMENT, momentText)
  return <span className="name">{text}</span>
}
