/** What records are held for that only an account, as it stands in QuickBooks, can be mended for. */
const ofAccounts = ['E_ACCOUNT_TYPE', 'E_CONTROL_ACCOUNT', 'E_JE_CONTROL']
/** What else they are held for until somebody has done something in QuickBooks; figures are Intuit's codes. */
const ofBooks = ['closed_period', 'name_taken', 'category_name', 'reference_unusable', 'not_in_plan', 'E_CURRENCY']
const refusals = ['620', '800', '6140', '6220', '6280', '6400', '6430', '6450', '6480', '6540']

const held = [...ofAccounts, ...ofBooks, ...refusals].map((code) => `held/${code}`)
const waiting = new Set([...held, 'differs/differs'])
const waitingForAccounts = new Set(ofAccounts.map((code) => `held/${code}`))

/** Whether records of this cause go on once somebody has done something in QuickBooks, so that a look there is worth it. */
export const waitsForQuickBooks = (cause: string): boolean => waiting.has(cause)

/** What is held by the company's preferences in QuickBooks, which are read once in a while. */
const ofPreferences = ['closed_period', 'E_CURRENCY']

/** Whether a look at the preferences shows that it is mended, so that whoever tries again has them read anew. */
export const isSeenInPreferences = (code: string | undefined): boolean => ofPreferences.includes(code ?? '')

/** Whether that is seen only when the accounts are pulled again. */
export const waitsForAccounts = (cause: string): boolean => waitingForAccounts.has(cause)
