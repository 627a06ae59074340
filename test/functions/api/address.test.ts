import { expect, it } from 'vitest'
import { encodedPath } from '../../../functions/api/address.ts'

// As API Gateway hands paths over: decoded.
it.each([
  ['/companies/acme/records/part/BLT1/4-20', '/companies/acme/records/part/BLT1%2F4-20'],
  ['/companies/acme/records/part/BLT1/4-20/preview', '/companies/acme/records/part/BLT1%2F4-20/preview'],
  ['/companies/acme/records/part/SCREW #8 "PAN"/hold', '/companies/acme/records/part/SCREW%20%238%20%22PAN%22/hold'],
  ['/companies/acme/records/terms/1% 10 Net 30', '/companies/acme/records/terms/1%25%2010%20Net%2030'],
  ['/companies/acme/records/part/a%2Fb', '/companies/acme/records/part/a%252Fb'],
  ['/companies/acme/records/part/a?b', '/companies/acme/records/part/a%3Fb'],
  ['/companies/acme/records/part/-/retry', '/companies/acme/records/part/-/retry'],
  ['/companies/acme/records/part', '/companies/acme/records/part'],
  ['/companies/acme/catalog/customer/58/link', '/companies/acme/catalog/customer/58/link'],
  ['/companies/acme/members/auth0|7', '/companies/acme/members/auth0%7C7'],
  ['/health', '/health'],
])('encodes %s part by part', (decoded, encoded) => {
  expect(encodedPath(decoded)).toBe(encoded)
})
