import { stampWithMillis } from './clock.ts'
import { type Fields, fieldsOf } from './json.ts'

/** One error of a fault, as QuickBooks' business layer writes it. */
export type ServiceError = { Message: string; Detail: string; code: string; element?: string }

export type FaultType = 'ValidationFault' | 'SystemFault' | 'AuthenticationFault' | 'AuthorizationFault' | 'SERVICE'

/** A request, or an item of a batch, that QuickBooks refuses. */
export class Refusal extends Error {
  readonly errors: ServiceError[]
  readonly type: FaultType
  readonly status: number

  constructor(
    errors: ServiceError[],
    { type = 'ValidationFault', status = 400 }: { type?: FaultType; status?: number } = {},
  ) {
    super(errors.map(({ code, Detail }) => `${code} ${Detail}`).join('; '))
    this.errors = errors
    this.type = type
    this.status = status
  }

  /** QuickBooks cannot read the body at all; in a batch that refuses the batch as a whole. */
  get isUnreadable(): boolean {
    return this.errors.some(({ code }) => code === '2010')
  }

  /** The fault without the envelope, as an item of a batch carries it. */
  get fault(): Fields {
    return { Error: this.errors.map((error) => fieldsOf({ ...error })), type: this.type }
  }

  /** The body of an answer that refuses the whole request. */
  body(at: number): Fields {
    return { Fault: this.fault, time: stampWithMillis(at) }
  }
}

const titles: Record<string, string> = {
  '500': 'Unsupported Operation',
  '600': 'Request Id Already Used',
  '610': 'Object Not Found',
  '620': 'Transactions Cannot Be Linked',
  '700': 'Invalid Parent',
  '800': 'Object Cannot Be Deleted',
  '900': 'Parent Of Itself',
  '1040': 'Too Many Batch Items',
  '2000': 'Unknown Object',
  '2010': 'Request has invalid or unsupported property',
  '2020': 'Required param missing, need to supply the required value for the API',
  '2030': 'Invalid ID',
  '2040': 'Invalid String. The text field contains invalid characters',
  '2050': 'String length is either shorter or longer than supported by specification',
  '2060': 'Invalid Date Format',
  '2070': 'Invalid Date Value',
  '2080': 'Invalid Number Format',
  '2090': 'Invalid Number',
  '2110': 'Invalid Decimal Value',
  '2130': 'Invalid Request Id',
  '2170': 'Invalid Enumeration',
  '2210': 'Invalid Email Address Format',
  '2230': 'Invalid Boolean Value',
  '2240': 'Number Out Of Range',
  '2250': 'Transaction Has No Lines',
  '2260': 'Posting Type Missing',
  '2290': 'Negative Amount',
  '2300': 'Debits And Credits Differ',
  '2500': 'Invalid Reference Id',
  '2600': 'Conflicting Elements In The Request',
  '3000': 'Invalid Custom Field',
  '4000': 'Error parsing query',
  '4001': 'Invalid query',
  '5010': 'Stale Object Error',
  '5020': 'Permission Denied Error',
  '6000': 'A business validation error has occurred while processing your request',
  '6010': 'Account Type Or Subtype Required',
  '6070': 'Amount calculation incorrect in the request',
  '6080': 'Name Required',
  '6090': 'Discount Without Amount Or Percent',
  '6100': 'Invalid Tax Code',
  '6140': 'Duplicate Document Number Error',
  '6150': 'Parent Required',
  '6180': 'Too Many Levels',
  '6200': 'Account Period Closed, Cannot Update Through Services API',
  '6210': 'Account Period Closed, Cannot Update Through Services API',
  '6240': 'Duplicate Name Exists Error',
  '6270': 'Inventory Item Used Before Its Start Date',
  '6310': 'Billable Line Needs A Customer',
  '6420': 'Email Address Missing',
  '6430': 'Invalid Account Type',
  '6440': 'Line Without Item Or Account',
  '6520': 'Quantity Missing On Inventory Line',
  '10000': 'An application error has occurred while processing your request',
}

/** The error with this code, in the words that go with it. */
export function serviceError(code: string, detail: string, element?: string): ServiceError {
  const error = { Message: titles[code] ?? 'Error', Detail: detail, code }
  return element === undefined ? error : { ...error, element }
}

/** Refuses with one error. */
export const refuse = (code: string, detail: string, element = ''): Refusal =>
  new Refusal([serviceError(code, detail, element)])

/** The named thing is not there, was deleted, or has been made inactive. */
export const notFound = () =>
  refuse(
    '610',
    "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.",
  )

/** The SyncToken is not the newest. */
export const stale = () =>
  refuse(
    '5010',
    'Stale Object Error : You and Sandbox User were working on this at the same time. Sandbox User finished before you did, so your work was not saved.',
  )

/** A field that must be there is not. */
export const missing = (element: string) =>
  refuse('2020', `Required parameter ${element} is missing in the request`, element)

/** One of Intuit's rules of bookkeeping is broken; which one, only the text says. */
export const businessRule = (text: string) => refuse('6000', `Business Validation Error: ${text}`)

/** No such URL, verb or operation. */
export const unsupported = (what: string) => refuse('500', `Operation ${what} is not supported.`)
