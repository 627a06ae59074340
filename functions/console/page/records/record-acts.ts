import type { ActName } from '../../../../shared/sync/acts.ts'

export type RecordAct = {
  /** As the API's path names it. */
  name: ActName
  label: string
  done: string
}

/** How what a person may do with a record is called. Approving stands beside what is approved, and so does resolving. */
export const recordActs: readonly RecordAct[] = [
  {
    name: 'retry',
    label: 'Retry',
    done: 'It is tried again',
  },
  {
    name: 'push-anyway',
    label: 'Push anyway',
    done: 'It is pushed all the same',
  },
  {
    name: 'replace',
    label: 'Make a new item',
    done: 'The old item makes way for a new one',
  },
  {
    name: 'adopt',
    label: 'Link to the one in QuickBooks',
    done: 'It is linked to the one that QuickBooks has',
  },
  {
    name: 'restore',
    label: 'Post it anew',
    done: 'It is posted anew',
  },
  {
    name: 'accept',
    label: 'Leave it out',
    done: 'It stays out of QuickBooks',
  },
  {
    name: 'hold',
    label: 'Hold',
    done: 'It is on hold until somebody resumes it',
  },
  { name: 'resume', label: 'Resume', done: 'It goes on' },
]
