import { Company } from '../company/company.ts'
import { type Preferences, sandboxPreferences } from '../company/preferences.ts'
import type { Fields } from '../json.ts'
import type { EntityName } from '../schema.ts'
import type { World } from '../world.ts'
import { plant } from '../write.ts'
import { chart } from './chart.ts'
import { taxesOf } from './taxes.ts'

/** The realms that are there from the start. */
export const SANDBOX_REALM = '9130347596842131'
export const SECOND_REALM = '9130347596842132'

const terms: [string, string, number][] = [
  ['1', 'Due on receipt', 0],
  ['2', 'Net 15', 15],
  ['3', 'Net 30', 30],
  ['4', 'Net 60', 60],
  ['5', 'Net 10', 10],
]

const addressOf = (line: string, city: string, state: string, zip: string): Fields => ({
  Line1: line,
  City: city,
  CountrySubDivisionCode: state,
  PostalCode: zip,
})

const people: [EntityName, string, Fields][] = [
  [
    'Customer',
    '1',
    {
      DisplayName: 'Alder Creek Avionics',
      CompanyName: 'Alder Creek Avionics',
      BillAddr: addressOf('410 Hangar Way', 'Mojave', 'CA', '93501'),
    },
  ],
  [
    'Customer',
    '2',
    {
      DisplayName: 'Brightwater Pumps',
      CompanyName: 'Brightwater Pumps LLC',
      BillAddr: addressOf('77 Canal Street', 'Stockton', 'CA', '95202'),
    },
  ],
  [
    'Customer',
    '3',
    {
      DisplayName: "O'Dell & Sons",
      GivenName: 'Maeve',
      FamilyName: "O'Dell",
      PrimaryEmailAddr: { Address: 'books@odell.example' },
    },
  ],
  ['Customer', '4', { DisplayName: 'State Surplus Office', Taxable: false, TaxExemptionReasonId: '1' }],
  [
    'Vendor',
    '5',
    {
      DisplayName: 'Copperline Circuits',
      CompanyName: 'Copperline Circuits Inc',
      BillAddr: addressOf('9 Etch Lane', 'San Jose', 'CA', '95112'),
      TermRef: { value: '3' },
    },
  ],
  ['Vendor', '6', { DisplayName: 'Harbor Freight Forwarding', AcctNum: 'CE-2210' }],
  ['Vendor', '7', { DisplayName: 'Tidewater Tool & Die', TermRef: { value: '5' } }],
  ['Employee', '8', { DisplayName: 'Emily Platt', GivenName: 'Emily', FamilyName: 'Platt' }],
]

const stocked = (name: string, description: string, price: number, cost: number, quantity: number): Fields => ({
  Name: name,
  Type: 'Inventory',
  Description: description,
  PurchaseDesc: description,
  UnitPrice: price,
  PurchaseCost: cost,
  Taxable: true,
  TrackQtyOnHand: true,
  QtyOnHand: quantity,
  InvStartDate: '2020-01-01',
  IncomeAccountRef: { value: '79' },
  ExpenseAccountRef: { value: '80' },
  AssetAccountRef: { value: '81' },
})

const items: [string, Fields][] = [
  ['1', { Name: 'Engineering hours', Type: 'Service', IncomeAccountRef: { value: '1' } }],
  ['2', { Name: 'Freight', Type: 'Service', IncomeAccountRef: { value: '92' }, ExpenseAccountRef: { value: '80' } }],
  [
    '3',
    {
      Name: 'Setup charge',
      Type: 'NonInventory',
      IncomeAccountRef: { value: '79' },
      ExpenseAccountRef: { value: '80' },
    },
  ],
  ['4', stocked('Bracket 10mm', 'Steel bracket, 10 mm', 4.5, 2.1, 120)],
  ['5', stocked('Control board A', 'Control board, revision A', 189, 96.4, 14)],
]

/** A company with a chart of accounts and terms; with lists as well unless it is to be empty. */
export function newCompany(options: {
  realmId: string
  name: string
  at: number
  preferences?: Partial<Preferences>
  world: World
  withLists: boolean
}): Company {
  const { at } = options
  const company = new Company(
    options.realmId,
    options.name,
    { ...sandboxPreferences, ...options.preferences },
    options.world,
  )
  const parentsFirst = chart.toSorted((left, right) => depthOf(left[0]) - depthOf(right[0]))
  for (const [id, name, type, subType, parent] of parentsFirst) {
    const below: Fields = parent === undefined ? {} : { ParentRef: { value: parent } }
    plant(company, 'Account', id, { Name: name, AccountType: type, AccountSubType: subType, ...below }, { at })
  }
  for (const [id, name, days] of terms) plant(company, 'Term', id, { Name: name, DueDays: days }, { at })
  for (const [type, id, body] of taxesOf(company.preferences.country)) plant(company, type, id, body, { at })
  if (!options.withLists) return company
  for (const [type, id, body] of people) plant(company, type, id, body, { at })
  for (const [id, body] of items) plant(company, 'Item', id, body, { at })
  return company
}

function depthOf(id: string): number {
  const parent = chart.find((account) => account[0] === id)?.[4]
  return parent === undefined ? 0 : depthOf(parent) + 1
}
