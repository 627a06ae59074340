import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useCompany } from '../shell/context.ts'
import { Loaded } from '../shell/loaded.tsx'
import { SetupWizard } from './setup-wizard.tsx'
import { useSetup } from './use-setup.ts'

/** Leads from nothing to the first record in QuickBooks. Whoever comes back goes on where something is left. */
export function SetupPage() {
  const { company } = useCompany()
  const setup = useSetup()
  const isFinished = Object.values(setup.settings.asked.data?.switches ?? {}).some(Boolean)
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={
          isFinished
            ? 'It is finished: what is switched on goes to QuickBooks by itself. You may go through it again at any time.'
            : 'Some ten minutes, which you may interrupt at any time. Nothing is posted before the last step.'
        }
      >
        Setup of <span className="name">{company.name}</span>
      </Header>
      <Loaded asked={setup.connection}>
        {(connection) => (
          <Loaded asked={setup.settings.asked}>
            {(settings) => (
              <Loaded asked={setup.catalog}>
                {(catalog) => <SetupWizard setup={setup} now={{ connection, settings, catalog }} />}
              </Loaded>
            )}
          </Loaded>
        )}
      </Loaded>
    </SpaceBetween>
  )
}
