import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { keyOf } from '../../../../shared/erp/record.ts'
import { recordPath } from '../api/client.ts'
import type { Action, ErpRecord, Problem } from '../api/shapes.ts'
import { LookNow } from '../connection/look-now.tsx'
import { AdvisedPlace } from '../records/advised-place.tsx'
import { RecordActions } from '../records/record-actions.tsx'
import { useCompany } from '../shell/context.ts'
import { href, recordHref } from '../shell/route.ts'
import { keyName, titleOf } from '../words/kinds.ts'
import { counted, countText, moneyText } from '../words/money.ts'
import { Said } from '../words/said.tsx'
import { Release } from './release.tsx'
import { isNoted } from './use-problems.ts'

type Props = { problem: Problem; onDone: () => Promise<void> }

/** One cause: what happened, what to do, how much hangs on it, and which records. */
export function ProblemCard({ problem, onDone }: Props) {
  const { company, mayChange } = useCompany()
  const { title, advice, count, amount, sample, code, cause, action, waitsFor, blocks } = problem
  const common = commonAction(sample)
  // What keeps the company as a whole is no matter of a single record.
  const isWhole = cause.startsWith('company/')
  return (
    <Container
      header={
        <Header variant="h2" description={<Said>{advice}</Said>}>
          <Said>{title}</Said>
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Box>
          {count > 0 && (
            <>
              <b>{counted(count, 'record')}</b>
              {Number(amount) !== 0 && (
                <>
                  , <b>{moneyText(amount)}</b> in all
                </>
              )}
              {' · '}
            </>
          )}
          {blocks.records > 0 && (
            <>
              {counted(blocks.records, 'more record waits', 'more records wait')} for them
              {Number(blocks.amount) !== 0 && (
                <>
                  , <b>{moneyText(blocks.amount)}</b> in all
                </>
              )}
              {' · '}
            </>
          )}
          <Box variant="span" color="text-body-secondary">
            {code}
          </Box>
        </Box>
        <ul className="plain-list">
          {sample.map((record) => (
            <li key={keyOf(record.kind, record.id)}>
              <SampleRecord company={company.company} record={record} title={title} />
              {!common && record.reason?.action && (
                <AdvisedPlace action={record.reason.action} record={keyOf(record.kind, record.id)} />
              )}
              {mayChange && !isWhole && !isNoted(problem) && (action === null || isActAdvised(record)) && (
                <RecordActions
                  path={recordPath(company.company, record.kind, record.id)}
                  record={record}
                  onDone={onDone}
                />
              )}
            </li>
          ))}
        </ul>
        {sample.length < count && (
          <Link
            href={href(
              company.company,
              'records',
              [],
              isNoted(problem) ? { noted: 'true' } : { state: sample[0]?.state },
            )}
          >
            All {countText(count)} of them
          </Link>
        )}
        <SpaceBetween size="xs" direction="horizontal">
          {action === 'release' && mayChange && <Release cause={cause} count={count} onDone={onDone} />}
          {waitsFor === 'quickbooks' && <LookNow onDone={onDone} />}
          {common && <AdvisedPlace action={common} />}
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  )
}

/** Whether the advice is to do something with this very record, other than to try it again as all the others. */
const isActAdvised = ({ reason }: ErpRecord): boolean => {
  const { kind, target = '' } = reason?.action ?? {}
  return reason?.offer !== undefined || (kind === 'record' && !target.includes('/') && target !== 'retry')
}

/** What is advised for all of them alike; where it differs, it stands beside each. */
function commonAction(sample: readonly ErpRecord[]): Action | undefined {
  const [first, ...others] = sample.map(({ reason }) => reason?.action ?? undefined)
  // Without a target it is about the record itself.
  const isOfEach = first?.kind === 'link' && first.target === undefined
  const isOne = others.every((other) => other?.kind === first?.kind && other?.target === first?.target)
  return isOne && !isOfEach ? first : undefined
}

function SampleRecord({ company, record, title }: { company: string; record: ErpRecord; title: string }) {
  const { kind, id, amount, reason, notes } = record
  return (
    <>
      <Link href={recordHref(company, keyOf(kind, id))}>
        <span className="name">{keyName(keyOf(kind, id))}</span>
      </Link>{' '}
      <span className="name">{titleOf(record)}</span>
      {amount !== null && <span className="amount"> {moneyText(amount)}</span>}
      {[...(reason ? [reason] : []), ...notes].map(
        ({ message }) =>
          !title.endsWith(message) && (
            <Box key={message} fontSize="body-s" color="text-body-secondary">
              <Said>{message}</Said>
            </Box>
          ),
      )}
    </>
  )
}
