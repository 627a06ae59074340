import { writeFileSync } from 'node:fs'
import type { Model, Stage } from '../../../shared/match/model.ts'
import { trainingSets } from './generate.ts'
import { readSets } from './sets.ts'
import { fitItems, fitParties } from './training.ts'

/** Fits the weights that are shipped, on the sets of a folder and the generated ones: npm run fit:match -- FOLDER */
const [folder] = process.argv.slice(2)
const sets = [...(folder ? readSets(folder) : []), ...trainingSets()]

const numbers = (weights: object): string =>
  Object.entries(weights)
    .map(([name, weight]) => `      ${name}: ${Math.round(Number(weight) * 1000) / 1000 || 0},`)
    .join('\n')

const stage = (name: string, { pair, evidence, prior }: Stage): string => `  ${name}: {
    pair: {
${numbers(pair)}
    },
    evidence: {
${numbers(evidence)}
    },
    prior: ${Math.round(prior * 1000) / 1000},
  },`

const model = ({ name, fields }: Model): string => `{\n${stage('name', name)}\n${stage('fields', fields)}\n}`

const source = `import type { Model } from './model.ts'

/**
 * What the comparisons count. Fitted by test/bench/match/fit.ts, not by hand, on: ${sets.map(({ name }) => name).join(', ')}.
 */

/** For customers and vendors. */
export const partyModel: Model = ${model(fitParties(sets))}

/** For items, by their titles. */
export const itemModel: Model = ${model(fitItems(sets))}
`

writeFileSync(new URL('../../../shared/match/weights.ts', import.meta.url), source)
console.log('shared/match/weights.ts is written; npm run format makes it tidy')
