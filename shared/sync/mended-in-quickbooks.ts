/**
 * How we learn that somebody has mended in QuickBooks what records are held for, since it tells nobody: by what is asked there, or
 * by trying. Figures are Intuit's codes.
 */
const codes = {
  /** What the company has set there. */
  preferences: ['closed_period', 'shipping_off', 'E_CURRENCY'],
  /** Of which type its accounts are: they are pulled again. */
  accounts: ['E_ACCOUNT_TYPE', 'E_CONTROL_ACCOUNT', 'E_JE_CONTROL'],
  /** Who has the name. */
  names: ['name_taken', 'category_name'],
  /** Whether what the record mentions is active. */
  references: ['reference_unusable'],
  /** Whether the entity is again as we have sent it. */
  contents: ['edited_in_quickbooks'],
  /** Only a write shows it. */
  trying: [
    'stock_on_hand',
    'paid_document',
    '620',
    '800',
    '6140',
    '6220',
    '6280',
    '6400',
    '6430',
    '6450',
    '6480',
    '6540',
  ],
  /** One write shows it for all: the suspension of a part of the work sees to that. */
  suspension: ['not_in_plan'],
} as const satisfies Record<string, readonly string[]>

export type Look = keyof typeof codes

const looks = new Map<string, Look>(
  Object.entries(codes).flatMap(([look, ofLook]) => ofLook.map((code) => [code, look as Look] as const)),
)

/** By what look we learn that records of this code may go on; undefined where nothing in QuickBooks would mend it. */
export const lookFor = (code: string): Look | undefined => looks.get(code)

/** What is held until a look of this sort shows that it may go on. */
export const codesOf = (look: Look): readonly string[] => codes[look]

const codeOf = (cause: string): string => (cause.startsWith('held/') ? cause.slice('held/'.length) : '')

/** Whether records of this cause go on once somebody has done something in QuickBooks, so that a look there is worth it. */
export const waitsForQuickBooks = (cause: string): boolean =>
  cause === 'differs/differs' || lookFor(codeOf(cause)) !== undefined

/** Whether a look at the preferences shows that it is mended, so that whoever tries again has them read anew. */
export const isSeenInPreferences = (code = ''): boolean => lookFor(code) === 'preferences'

/** Whether that is seen only when the accounts are pulled again. */
export const waitsForAccounts = (cause: string): boolean => lookFor(codeOf(cause)) === 'accounts'
