import * as z from 'zod/mini'
import type { Kind } from '../erp/record.ts'
import { beginning } from '../lib/beginning.ts'
import type { Entity } from '../qbo/entity.ts'
import { flag, number, refName, refValue, text } from '../qbo/loose.ts'
import { factsOf } from './facts.ts'
import type { AccountTypes, Link } from './record.ts'

/** What is pulled from QuickBooks to be tied, in the order in which it is pulled: what others mention comes first. */
export const catalogTypes = ['account', 'term', 'vendor', 'customer', 'item'] as const
export type CatalogType = (typeof catalogTypes)[number]
export const isCatalogType = (name: string): name is CatalogType => (catalogTypes as readonly string[]).includes(name)

/** All that is pulled from QuickBooks: beside what is linked, what is chosen by name. A code is made of rates, which come first. */
export const pulledTypes = [...catalogTypes, 'tax-rate', 'tax-code'] as const
export type PulledType = (typeof pulledTypes)[number]
export const isPulledType = (name: string): name is PulledType => (pulledTypes as readonly string[]).includes(name)

/** The kind of record that entities of a type are tied to. */
export const kindOf = {
  account: 'account',
  term: 'terms',
  vendor: 'vendor',
  customer: 'customer',
  item: 'part',
} as const satisfies Record<CatalogType, Kind>

/** A type by Intuit's name. */
const entityNameOf = {
  account: 'Account',
  term: 'Term',
  vendor: 'Vendor',
  customer: 'Customer',
  item: 'Item',
} as const satisfies Record<CatalogType, Link['type']>

/** A type that is pulled by Intuit's name. */
export const pulledNameOf = { ...entityNameOf, 'tax-rate': 'TaxRate', 'tax-code': 'TaxCode' } as const satisfies Record<
  PulledType,
  string
>

/** Where an entity stands: it is matched to nothing, has a suggestion, is tied, or is not wanted. */
export const catalogStatuses = ['unmatched', 'suggested', 'linked', 'ignored'] as const
export type CatalogStatus = (typeof catalogStatuses)[number]

const AccountFields = z.object({
  AcctNum: text,
  AccountType: text,
  AccountSubType: text,
  Classification: text,
  FullyQualifiedName: text,
  CurrencyRef: refValue,
})
const TermFields = z.object({
  DueDays: number,
  DiscountDays: number,
  DiscountPercent: number,
  DayOfMonthDue: number,
  DueNextMonthDays: number,
  DiscountDayOfMonth: number,
})
const ItemFields = z.object({ Sku: text, Type: text, Description: text, FullyQualifiedName: text })
const TaxRateFields = z.object({ Description: text, RateValue: number })
const Rates = z.catch(z.optional(z.object({ TaxRateDetail: z.array(z.object({ TaxRateRef: refValue })) })), undefined)
const TaxCodeFields = z.object({
  Description: text,
  Taxable: flag,
  SalesTaxRateList: Rates,
  PurchaseTaxRateList: Rates,
})
const Address = z.object({ Line1: text, City: text, CountrySubDivisionCode: text, PostalCode: text, Country: text })
const PartyFields = z.object({
  PrimaryEmailAddr: z.catch(z.optional(z.object({ Address: text })), undefined),
  PrimaryPhone: z.catch(z.optional(z.object({ FreeFormNumber: text })), undefined),
  BillAddr: z.catch(z.optional(Address), undefined),
  CompanyName: text,
  FullyQualifiedName: text,
  AcctNum: text,
  ParentRef: refName,
  CurrencyRef: refValue,
})

const optional = z.optional(z.string())
const optionalNumber = z.optional(z.number())

/** What is known of an entity besides its name, by its type: what people and the match recognise it by. */
export const detailSchemas = {
  account: z.object({
    number: optional,
    type: z.string(),
    subType: z.string(),
    classification: optional,
    fullyQualifiedName: optional,
    currency: optional,
  }),
  term: z.object({
    dueDays: optionalNumber,
    discountDays: optionalNumber,
    discountPercent: optionalNumber,
    dayOfMonth: optionalNumber,
    dueNextMonthDays: optionalNumber,
    discountDayOfMonth: optionalNumber,
  }),
  vendor: partyDetail(),
  customer: partyDetail(),
  item: z.object({ sku: optional, itemType: optional, description: optional, fullyQualifiedName: optional }),
  'tax-rate': z.object({ description: optional, percent: optionalNumber }),
  'tax-code': z.object({
    description: optional,
    taxable: z.boolean(),
    /** The Ids of the rates that it is made of, for what is sold and for what is bought. */
    salesRates: z.array(z.string()),
    purchaseRates: z.array(z.string()),
  }),
}

function partyDetail() {
  return z.object({
    email: optional,
    phone: optional,
    address: z.optional(
      z.object({ line1: optional, city: optional, state: optional, postalCode: optional, country: optional }),
    ),
    companyName: optional,
    number: optional,
    parent: optional,
    fullyQualifiedName: optional,
    currency: optional,
  })
}

export type Detail<Type extends PulledType = CatalogType> = z.output<(typeof detailSchemas)[Type]>

/** What the list of entities needs to know of one. */
export type Pulled<Type extends PulledType = CatalogType> = {
  id: string
  name: string
  active: boolean
  syncToken: string
  detail: Detail<Type>
}

/** An entity as QuickBooks returned it, in the words of the catalog. */
export function readPulled(type: PulledType, entity: Entity): Pulled<PulledType> {
  return {
    id: entity.Id,
    name: entity.DisplayName ?? entity.Name ?? '',
    active: entity.Active ?? true,
    syncToken: entity.SyncToken ?? '0',
    detail: readDetail(type, entity),
  }
}

function readDetail(type: PulledType, entity: Entity): Detail<PulledType> {
  switch (type) {
    case 'account': {
      const fields = z.parse(AccountFields, entity)
      return {
        number: fields.AcctNum,
        type: fields.AccountType ?? '',
        subType: fields.AccountSubType ?? '',
        classification: fields.Classification,
        fullyQualifiedName: fields.FullyQualifiedName,
        currency: fields.CurrencyRef,
      }
    }
    case 'term': {
      const fields = z.parse(TermFields, entity)
      return {
        dueDays: fields.DueDays,
        discountDays: fields.DiscountDays,
        discountPercent: fields.DiscountPercent,
        dayOfMonth: fields.DayOfMonthDue,
        dueNextMonthDays: fields.DueNextMonthDays,
        discountDayOfMonth: fields.DiscountDayOfMonth,
      }
    }
    case 'item': {
      const fields = z.parse(ItemFields, entity)
      return {
        sku: fields.Sku,
        itemType: fields.Type,
        description: fields.Description === undefined ? undefined : beginning(fields.Description, 200),
        fullyQualifiedName: fields.FullyQualifiedName,
      }
    }
    case 'tax-rate': {
      const { Description: description, RateValue: percent } = z.parse(TaxRateFields, entity)
      return { description, percent }
    }
    case 'tax-code': {
      const fields = z.parse(TaxCodeFields, entity)
      return {
        description: fields.Description,
        taxable: fields.Taxable ?? false,
        salesRates: ratesIn(fields.SalesTaxRateList),
        purchaseRates: ratesIn(fields.PurchaseTaxRateList),
      }
    }
    case 'vendor':
    case 'customer': {
      const fields = z.parse(PartyFields, entity)
      const { BillAddr: address } = fields
      return {
        email: fields.PrimaryEmailAddr?.Address,
        phone: fields.PrimaryPhone?.FreeFormNumber,
        address: address && {
          line1: address.Line1,
          city: address.City,
          state: address.CountrySubDivisionCode,
          postalCode: address.PostalCode,
          country: address.Country,
        },
        companyName: fields.CompanyName,
        number: fields.AcctNum,
        parent: fields.ParentRef,
        fullyQualifiedName: fields.FullyQualifiedName,
        currency: fields.CurrencyRef,
      }
    }
  }
}

const ratesIn = (list: z.output<typeof Rates>): string[] =>
  list?.TaxRateDetail.flatMap(({ TaxRateRef }) => TaxRateRef ?? []) ?? []

/** What an account is, by what was pulled of it. */
export const accountTypesIn = ({ type, subType, classification, currency }: Detail<'account'>): AccountTypes => ({
  type,
  subType,
  ...(classification && { classification }),
  ...(currency && { currency }),
})

/** Items stand in categories, which QuickBooks lists among them. A category is no item, and no document can name it. */
export const isCategory = (itemType: unknown): boolean => itemType === 'Category'

/** The link to an entity of the catalog, with what later plans must know of it. */
export function linkToPulled(
  type: CatalogType,
  { id, syncToken, active, detail }: Pulled,
  epoch: number,
  content: Entity | undefined,
): Link {
  const facts = content ? factsOf(content, undefined) : {}
  return {
    type: entityNameOf[type],
    id,
    syncToken,
    epoch,
    active,
    lines: [],
    ...(Object.keys(facts).length > 0 && { facts }),
    ...('subType' in detail && { account: accountTypesIn(detail) }),
  }
}
