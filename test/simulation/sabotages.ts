/** A defect of one line: where it is put, what it replaces, and why nobody would want it. */
export type Sabotage = {
  name: string
  file: string
  find: string
  replace: string
  why: string
  /** The seed at which it fell when somebody last searched for one. */
  falls: number
}

/**
 * Defects, each switched on by itself. A simulation that does not find every one of them is broken. They stand here and
 * not in the code: a loader puts them in while it reads the one file that each is for.
 */
export const sabotages: readonly Sabotage[] = [
  {
    name: 'skip the attempt',
    file: 'functions/push/send.ts',
    find: 'world.attempts.put(attempt), ',
    replace: '',
    why: 'A write that nobody knows of cannot be taken up after a crash.',
    falls: 1,
  },
  {
    name: 'rebuild instead of replay',
    file: 'functions/push/recover.ts',
    find: 'world.quickBooks.batch(access, attempt.id, requestText(attempt))',
    replace: 'world.quickBooks.batch(access, world.newId(), requestText(attempt))',
    why: 'Another requestid is another write.',
    falls: 8,
  },
  {
    name: 'send again when the answer is unclear',
    file: 'functions/push/send.ts',
    find: "attempt: attempt.id })\n      return leaveOpen(run, attempt)\n    case 'malformed'",
    replace:
      "attempt: attempt.id })\n      await world.writer.close(lease, attempt.id, undefined)\n      return { is: 'again' }\n    case 'malformed'",
    why: 'It may have been written.',
    falls: 32,
  },
  {
    name: 'forget open attempts',
    file: 'functions/push/pool.ts',
    find: '    await this.#findOpenAttempts()\n',
    replace: '',
    why: 'What a dead process sent is sent anew by the next one.',
    falls: 2,
  },
  {
    name: 'no fencing',
    file: 'shared/aws/writer.ts',
    find: "const leaseIsOurs = 'fence = :fence'",
    replace: "const leaseIsOurs = '(fence = :fence OR fence > :fence)'",
    why: 'A process that was paused goes on as if nobody had taken over.',
    falls: 212,
  },
  {
    name: 'no lease',
    file: 'shared/aws/writer.ts',
    find: "'attribute_not_exists(leaseUntil) OR leaseUntil < :now'",
    replace: "'attribute_not_exists(leaseUntil) OR leaseUntil < :now OR leaseUntil > :now'",
    why: 'Two writers at once.',
    falls: 52,
  },
  {
    name: 'no sweep',
    file: 'functions/sweep/sweep.ts',
    find: 'if (!(await hasWork(company, world))) continue',
    replace: 'if ((await hasWork(company, world)) || true) continue',
    why: 'A wake that is lost is the end of the work.',
    falls: 1,
  },
  {
    name: 'refresh without a lease',
    file: 'functions/token-keeper.ts',
    find: 'while (!(await world.connections.leaseTokens(company, holder, world.now(), world.now() + TOKEN_LEASE_MS))) {',
    replace: 'while (world.now() < 0) {',
    why: 'Two refreshes at once spoil a token that rotates.',
    falls: 921,
  },
  {
    name: 'use a token before it is stored',
    file: 'functions/token-keeper.ts',
    find: '      await store(company, next)\n',
    replace: '',
    why: 'A refresh token that only a dead process knew severs the connection.',
    falls: 27,
  },
  {
    name: 'drop the epoch',
    file: 'shared/sync/plan.ts',
    find: 'return link?.epoch === epoch ? link : undefined',
    replace: 'return epoch > 0 ? link : undefined',
    why: 'Ids of other books are used in these.',
    falls: 4,
  },
  {
    name: 'send without looking at the connection',
    file: 'shared/aws/writer.ts',
    find: "const stillConnected = '#status = :connected AND epoch = :epoch'",
    replace: "const stillConnected = '(#status = :connected OR epoch >= :epoch OR epoch < :epoch)'",
    why: 'Something is sent after a disconnect, or into the books before.',
    falls: 40,
  },
  {
    name: 'let two companies have one realm',
    file: 'shared/aws/connections.ts',
    find: "const isFree = 'attribute_not_exists(pk) OR company = :company'",
    replace: "const isFree = 'attribute_not_exists(pk) OR company = :company OR company <> :company'",
    why: "One company's invoices stand in another's books.",
    falls: 19,
  },
  {
    name: 'cut the number',
    file: 'shared/sync/translate/invoice.ts',
    find: '{ DocNumber: invoice.invoicenum }',
    replace: '{ DocNumber: invoice.invoicenum.slice(0, 21) }',
    why: 'Two numbers of the ERP become one.',
    falls: 9,
  },
  {
    name: 'retry what may have been done',
    file: 'shared/qbo/faults.ts',
    find: "  10000: 'unclear',",
    replace: "  10000: 'wait',",
    why: 'A fault of the system does not say that nothing was written.',
    falls: 289,
  },
  {
    name: 'take a missing answer for a failure',
    file: 'shared/sync/outcome.ts',
    find: "if (!answer) return { is: 'unclear', detail: 'the answer does not mention it' }",
    replace: "if (!answer) return { is: 'later' }",
    why: 'An item without an answer may have been carried out.',
    falls: 279,
  },
  {
    name: 'settle whatever happened meanwhile',
    file: 'shared/aws/records.ts',
    find: '          ...stillAsRead(stored),\n        })\n        if (done) return',
    replace: "          condition: 'attribute_exists(sk)',\n        })\n        if (done) return",
    why: 'A version that came in during the call is never sent.',
    falls: 3,
  },
  {
    name: 'do not look again before sending',
    file: 'functions/push/send.ts',
    find: 'if (await someMoved(run, planned)) {',
    replace: 'if ((await someMoved(run, planned)) && world.now() < 0) {',
    why: 'What a person has just stopped is sent all the same.',
    falls: 18,
  },
  {
    name: 'take any version',
    file: 'shared/aws/records.ts',
    find: "'attribute_not_exists(version) OR version < :version'",
    replace: "'attribute_not_exists(version) OR version <> :version'",
    why: 'The feed has no order; what comes late is not newer.',
    falls: 1,
  },
  {
    name: 'acknowledge what could not be stored',
    file: 'functions/ingest/ingest.ts',
    find: '        failed.push(id)\n      }\n    }),',
    replace: '      }\n    }),',
    why: 'The message does not come again.',
    falls: 1,
  },
  {
    name: 'look back too soon',
    file: 'shared/sync/look-back.ts',
    find: 'const LOOK_BACK_AFTER_MS = SEND_WINDOW_MS + LATE_WRITES_MS',
    replace: 'const LOOK_BACK_AFTER_MS = SEND_WINDOW_MS',
    why: 'QuickBooks may still be writing.',
    falls: 32,
  },
  {
    name: 'replay for an hour',
    file: 'shared/sync/look-back.ts',
    find: 'const SEND_WINDOW_MS = MINUTE',
    replace: 'const SEND_WINDOW_MS = 60 * MINUTE',
    why: 'How long QuickBooks remembers a requestid nobody has said.',
    falls: 537,
  },
  {
    name: 'do not note what a person did',
    file: 'functions/api/acts.ts',
    find: 'await world.activity.append({ company, at',
    replace: 'void ({ company, at',
    why: 'Nobody can tell afterwards who stopped a record.',
    falls: 11,
  },
  {
    name: 'do not wait for what is mentioned',
    file: 'shared/sync/plan.ts',
    find: 'const isUsable = (key: RecordKey) => links.get(key)?.active === true',
    replace: 'const isUsable = (key: RecordKey) => key !== undefined',
    why: 'A document cannot name what is not there.',
    falls: 2,
  },
  {
    name: 'guess the SyncToken',
    file: 'shared/sync/plan.ts',
    find: 'const update = { Id: link.id, SyncToken: link.syncToken, sparse: true, ...body, ...Line }',
    replace:
      'const update = { Id: link.id, SyncToken: String(Number(link.syncToken) + 1), sparse: true, ...body, ...Line }',
    why: "It would overrule a person's change.",
    falls: 1,
  },
  {
    name: 'send what is before go-live',
    file: 'shared/sync/admission.ts',
    find: 'date < goLive && !pushAnyway',
    replace: 'date < goLive && pushAnyway',
    why: 'The books hold it already.',
    falls: 9,
  },
  {
    name: 'print a body',
    file: 'functions/push/send.ts',
    find: "world.log('warn', 'no clear answer from QuickBooks', { company: run.company, attempt: attempt.id })",
    replace:
      "world.log('warn', 'no clear answer from QuickBooks', { company: run.company, reason: requestText(attempt) })",
    why: "Nobody's books belong in a log.",
    falls: 16,
  },
  {
    name: 'do not say why',
    file: 'functions/api/records.ts',
    find: 'reason: isStuck ? notConnected : (stored.reason ?? null)',
    replace: 'reason: isStuck ? notConnected : null',
    why: 'Whoever sees a record held has to be told what to do.',
    falls: 3,
  },
  {
    name: 'look by the name only',
    file: 'functions/push/look-back.ts',
    find: "const disguised = write.verb === 'create' ? await findRenamed(run, attempt, item, row) : []",
    replace: "const disguised = write.verb === 'create' && run.halt ? await findRenamed(run, attempt, item, row) : []",
    why: 'Somebody may have given it another name before we looked.',
    falls: 64,
  },
]
