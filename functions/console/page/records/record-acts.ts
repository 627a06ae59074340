import type { ErpRecord } from '../api/shapes.ts'

export type RecordAct = {
  /** As the API's path names it. */
  name: string
  label: string
  done: string
  isFor: (record: ErpRecord) => boolean
}

const isOnHold = ({ reason }: ErpRecord) => reason?.code === 'held_by_person'
const isFor =
  (...codes: string[]) =>
  (record: ErpRecord) =>
    codes.includes(record.reason?.code ?? '')

/** What a person may do with a record, each where the API takes it. Approving stands beside what is approved. */
export const recordActs: readonly RecordAct[] = [
  {
    name: 'retry',
    label: 'Retry',
    done: 'It is tried again',
    isFor: (record) =>
      ['held', 'rejected', 'waiting'].includes(record.state) && !isFor('held_by_person', 'approval')(record),
  },
  {
    name: 'push-anyway',
    label: 'Push anyway',
    done: 'It is pushed all the same',
    isFor: isFor('before_go_live', 'double_posting', 'stock_on_hand'),
  },
  {
    name: 'replace',
    label: 'Make a new item',
    done: 'The old item makes way for a new one',
    isFor: isFor('item_type_fixed'),
  },
  {
    name: 'adopt',
    label: 'Link to the one in QuickBooks',
    done: 'It is linked to the one that QuickBooks has',
    isFor: ({ reason }) => reason?.offer !== undefined,
  },
  {
    name: 'restore',
    label: 'Post it anew',
    done: 'It is posted anew',
    isFor: isFor('deleted_in_quickbooks', 'left_out'),
  },
  {
    name: 'accept',
    label: 'Leave it out',
    done: 'It stays out of QuickBooks',
    isFor: isFor('deleted_in_quickbooks'),
  },
  {
    name: 'hold',
    label: 'Hold',
    done: 'It is on hold until somebody resumes it',
    isFor: (record) => record.state !== 'unknown' && !isOnHold(record),
  },
  { name: 'resume', label: 'Resume', done: 'It goes on', isFor: isOnHold },
]
