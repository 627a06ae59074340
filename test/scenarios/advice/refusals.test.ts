import { refusalCodes, refusalReason } from '../../../shared/sync/advice.ts'
import { aCustomer } from '../stage.ts'
import { anInvoiceOf, type Story, type Teller, tell } from './story.ts'

/** Where a look has found what is behind a refusal, that is told and not the code. */
const toldAs: Record<string, string> = { 610: 'reference_unusable', 2500: 'reference_unusable' }
const held = ['610', '620', '800', '2500', '6140', '6220', '6240', '6280', '6400', '6450', '6480', '6540']

/** An invoice that QuickBooks refuses, until it does no more. */
async function refused(company: Teller, code: string): Promise<string> {
  const id = company.fresh('X-')
  company.refuse('Invoice', code)
  await company.feed([`invoice/${id}`, anInvoiceOf(id)])
  company.refuseNoMore()
  return `invoice/${id}`
}

/** As if a name had been refused again and again that nobody has: it is tried for minutes before it is held. */
async function nameRefused(company: Teller, code: string): Promise<string> {
  const key = `customer/${company.fresh('C-')}`
  await company.feed([key, aCustomer(key.slice('customer/'.length))])
  const open = `held/${code}/${key}`
  const { message, next } = refusalReason({ code, message: 'Duplicate Name Exists Error', detail: '', element: '' })
  const reason = { code, message, next }
  await company.put('records', { pk: company.name, sk: key }, { open, openIndex: open, reason })
  return key
}

/** What is mended in QuickBooks, or in the settings, goes out by a retry; what is corrected in the ERP by itself. */
const storyOf = (code: string): Story => ({
  code: toldAs[code] ?? code,
  state: held.includes(code) ? 'held' : 'rejected',
  trouble: (company) => (code === '6240' ? nameRefused(company, code) : refused(company, code)),
  follow: async (company, key) => {
    const { actions } = await company.record(key)
    if (actions[0]?.kind !== 'erp') await company.act(key, 'retry')
    else await company.feed([key, anInvoiceOf(key.slice('invoice/'.length), { custponum: 'corrected' })])
  },
})

tell('what QuickBooks refuses', Object.fromEntries(refusalCodes.map((code) => [code, [storyOf(code)]])))
