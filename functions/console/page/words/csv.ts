/** A spreadsheet takes what begins so for a formula; an apostrophe before it makes it text. */
const FORMULA = /^[=+\-@\t\r]/

const field = (text: string): string => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/** Rows as a file for a spreadsheet (RFC 4180), in which no content can be a formula. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')
