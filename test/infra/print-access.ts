import { accessTable, wrongIn } from './access.ts'
import { policiesOf } from './policies.ts'
import { productionStack } from './template.ts'

// Who may do what in AWS by the template's policies, and whether that is what the table says.
const policies = policiesOf(productionStack())
const table = await accessTable(policies)
const wrong = wrongIn(policies, table)
const allowed = table.filter((line) => policies.isAllowed(line))
const bySubject = Map.groupBy(allowed, ({ about, action }) => about.slice(0, -action.length))
for (const [subject, lines] of bySubject) console.info(`${subject}${lines.map(({ action }) => action).join(' ')}`)
console.info(`\n${table.length} questions, ${allowed.length} allowed, ${wrong.length} wrong`)
for (const line of wrong) console.info(line)
process.exitCode = wrong.length === 0 ? 0 : 1
