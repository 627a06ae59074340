import Form from '@cloudscape-design/components/form'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { type ApiError, asApiError, pathOf } from '../api/client.ts'
import type { Company } from '../api/shapes.ts'
import { useApi } from '../shell/context.ts'
import { Question } from '../shell/question.tsx'
import { href } from '../shell/route.ts'

type Props = { taken: readonly Company[]; onClose: () => void; onChange: () => Promise<void> }

/** An operator creates a company, and goes on to set it up. */
export function NewCompany({ taken, onClose, onChange }: Props) {
  const api = useApi()
  const [name, setName] = useState('')
  const [ownSlug, setSlug] = useState<string>()
  const [error, setError] = useState<ApiError>()
  const [isBusy, setBusy] = useState(false)
  const slug = ownSlug ?? slugOf(name)
  const isTaken = taken.some(({ company }) => company === slug)

  async function create() {
    setBusy(true)
    try {
      await api.put(pathOf(['companies', slug]), { name: name.trim() })
      await onChange()
      location.replace(href(slug, 'setup'))
    } catch (reason) {
      setError(asApiError(reason))
      setBusy(false)
    }
  }

  return (
    <Question
      header="New company"
      yes="Create and set up"
      isBusy={isBusy}
      isDisabled={name.trim() === '' || slug === '' || isTaken}
      onYes={() => void create()}
      onNo={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '' && !isTaken) void create()
        }}
      >
        <Form errorText={error && `${error.title}. ${error.message}`}>
          <SpaceBetween size="m">
            <FormField label="Name" description="As people call the company.">
              <Input
                value={name}
                onChange={({ detail }) => setName(detail.value)}
                autoFocus
                placeholder="Acme Machining"
              />
            </FormField>
            <FormField
              label="Name in the feed"
              description="The ERP puts this into every change event. It cannot be changed later."
              constraintText="Lower-case letters, digits and hyphens."
              errorText={isTaken && 'There is a company of that name already. Choose another.'}
            >
              <Input value={slug} onChange={({ detail }) => setSlug(detail.value)} />
            </FormField>
          </SpaceBetween>
        </Form>
      </form>
    </Question>
  )
}

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
