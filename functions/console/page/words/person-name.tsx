import { useCompany, useShell } from '../shell/context.ts'

const UUID_START = 8

/** What somebody is called, by the id of their sign-in; undefined where nobody has said so. */
export function useNameOf(): (id: string) => string | undefined {
  const { person } = useShell()
  const { members } = useCompany()
  return (id) => {
    const name = members.find((member) => member.id === id)?.name ?? undefined
    return id === person.id ? `You (${name ?? person.name})` : name
  }
}

/** Who did it: yourself, a member by name, the product, or the id by which the sign-in knows somebody else. */
export function PersonName({ id }: { id: string | null }) {
  const nameOf = useNameOf()
  if (id === null) return '–'
  const name = nameOf(id)
  if (name) return <Named id={id} name={name} />
  if (['system', 'push', 'sweep', 'pull', 'match'].includes(id)) return 'The product itself'
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) ? <span title={id}>{id.slice(0, UUID_START)}…</span> : id
}

/** A name; pointing at it tells the id, since two may have one name. */
export const Named = ({ id, name }: { id: string; name: string }) => (
  <span className="name" title={id}>
    {name}
  </span>
)
