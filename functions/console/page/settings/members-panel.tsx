import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { useState } from 'react'
import { pathOf } from '../api/client.ts'
import type { Member } from '../api/shapes.ts'
import { useApi, useAttempt, useCompany, useShell } from '../shell/context.ts'
import { Question } from '../shell/question.tsx'
import { PersonName } from '../words/person-name.tsx'

const roles: readonly { value: Member['role']; label: string; description: string }[] = [
  { value: 'viewer', label: 'Viewer', description: 'May look at everything.' },
  { value: 'admin', label: 'Admin', description: 'May do everything in this company.' },
  { value: 'feed', label: 'Feed', description: 'May look, and send changes: for the ERP’s own client.' },
]
const [viewer] = roles

/** Who has a part in the company. Operators are admins of all companies and are not listed. */
export function MembersPanel() {
  const { members, mayChange } = useCompany()
  const [asked, setAsked] = useState<Member | 'new'>()
  return (
    <>
      <Table
        items={members}
        trackBy="id"
        header={
          <Header
            variant="h2"
            description="Operators may do everything in every company and are not listed."
            actions={mayChange && <Button onClick={() => setAsked('new')}>Add somebody</Button>}
          >
            People and clients
          </Header>
        }
        empty={<Box textAlign="center">Only operators have a part in this company.</Box>}
        columnDefinitions={[
          { id: 'who', header: 'Who', isRowHeader: true, cell: ({ id }) => <PersonName id={id} /> },
          { id: 'id', header: 'Id', cell: ({ id }) => <Box variant="code">{id}</Box> },
          {
            id: 'role',
            header: 'Role',
            cell: ({ role }) => roles.find(({ value }) => value === role)?.label ?? role,
          },
          {
            id: 'act',
            header: '',
            cell: (member) =>
              mayChange && (
                <SpaceBetween direction="horizontal" size="m">
                  <Button
                    variant="inline-link"
                    ariaLabel={`Change ${member.name ?? member.id}`}
                    onClick={() => setAsked(member)}
                  >
                    Change
                  </Button>
                  <RemoveMember member={member} />
                </SpaceBetween>
              ),
          },
        ]}
      />
      {asked && <MemberForm before={asked === 'new' ? undefined : asked} onClose={() => setAsked(undefined)} />}
    </>
  )
}

function RemoveMember({ member: { id, name } }: { member: Member }) {
  const api = useApi()
  const { company, reloadMembers } = useCompany()
  const attempt = useAttempt()
  const remove = () =>
    attempt(async () => {
      await api.delete(pathOf(['companies', company.company, 'members', id]))
      await reloadMembers()
    })
  return (
    <Button variant="inline-link" ariaLabel={`Remove ${name ?? id}`} onClick={() => void remove()}>
      Remove
    </Button>
  )
}

/** Adds somebody, or changes what was said of them before. */
function MemberForm({ before, onClose }: { before: Member | undefined; onClose: () => void }) {
  const api = useApi()
  const { say } = useShell()
  const { company, reloadMembers } = useCompany()
  const attempt = useAttempt()
  const [id, setId] = useState(before?.id ?? '')
  const [name, setName] = useState(before?.name ?? '')
  const [role, setRole] = useState(roles.find(({ value }) => value === before?.role) ?? viewer)

  async function save() {
    const isDone = await attempt(async () => {
      const said = { role: role?.value, ...(name.trim() !== '' && { name }) }
      await api.put(pathOf(['companies', company.company, 'members', id.trim()]), said)
      await reloadMembers()
    })
    if (!isDone) return
    say({ type: 'success', header: before ? 'Saved' : 'They have a part in the company now' })
    onClose()
  }

  return (
    <Question
      header={before ? 'Change somebody' : 'Add somebody'}
      yes={before ? 'Save' : 'Add'}
      isDisabled={id.trim() === '' || (Boolean(before?.name) && name.trim() === '')}
      onYes={() => void save()}
      onNo={onClose}
    >
      <SpaceBetween size="m">
        <FormField
          label="Id"
          description="Whoever signs in finds it under their name at the top right. A machine’s is its client id."
        >
          <Input value={id} disabled={before !== undefined} onChange={({ detail }) => setId(detail.value)} />
        </FormField>
        <FormField
          label="Name"
          description="What the company’s pages call them. Their id is shown where nothing is said."
        >
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <FormField label="Role">
          <Select
            selectedOption={role ?? null}
            options={[...roles]}
            onChange={({ detail }) => setRole(roles.find(({ value }) => value === detail.selectedOption.value))}
          />
        </FormField>
      </SpaceBetween>
    </Question>
  )
}
