import { useShell } from '../shell/context.ts'

const UUID_START = 8

/** Who did it: yourself, the product, or the id by which the sign-in knows somebody else. */
export function PersonName({ id }: { id: string | null }) {
  const { person } = useShell()
  if (id === null) return '–'
  if (id === person.id) return `You (${person.name})`
  if (['system', 'push', 'sweep', 'pull', 'match'].includes(id)) return 'The product itself'
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) ? <span title={id}>{id.slice(0, UUID_START)}…</span> : id
}
