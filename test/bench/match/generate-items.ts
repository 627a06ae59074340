import { pick, pickCommon, type Random, slip } from './corrupt.ts'
import { goods, makers, traits } from './lexicon.ts'

const letters = (random: Random, count: number) =>
  Array.from({ length: count }, () => pick(random, 'ABCDEFGHKLMNPRSTVWX'.split(''))).join('')

const digits = (random: Random, count: number) =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('')

const newCode = (random: Random) =>
  `${letters(random, 2 + Math.floor(random() * 2))}${digits(random, 2 + Math.floor(random() * 3))}${random() < 0.4 ? letters(random, 1 + Math.floor(random() * 2)) : ''}`

/** The title of a product: maker, what it is, traits, and mostly its model number at the end. */
export function newProduct(random: Random): string {
  const maker = pickCommon(random, makers)
  const size = random() < 0.3 ? `${Math.floor(random() * 60) + 1}${pick(random, ['"', 'mm', ' GB', ' ft', 'V'])} ` : ''
  const title = `${maker} ${size}${pick(random, traits)} ${pick(random, traits)} ${pick(random, goods)}`
  return random() < 0.85 ? `${title} - ${newCode(random)}` : title
}

/** Another product of the same maker: other number, other colour, other size. */
export function siblingProduct(title: string, random: Random): string {
  const [words = '', code] = title.split(' - ')
  const kind = random()
  if (code !== undefined && kind < 0.6) {
    const at = code.search(/\d/)
    const end = /\d+/.exec(code)?.[0].length ?? 1
    return `${words} - ${code.slice(0, at)}${digits(random, end)}${code.slice(at + end)}`
  }
  if (kind < 0.8)
    return `${words.split(' ').slice(0, -1).join(' ')} ${pick(random, goods)}${code ? ` - ${newCode(random)}` : ''}`
  const other = words.split(' ')
  other[other.length - 2] = pick(random, traits)
  return code ? `${other.join(' ')} - ${newCode(random)}` : other.join(' ')
}

/** The same product in another shop's words. */
export function corruptTitle(title: string, random: Random): string {
  const [text = '', code] = title.split(' - ')
  const [maker = '', ...rest] = text.split(' ')
  let words = rest.filter(() => random() < 0.6)
  for (let more = random() * 3.5; more > 1; more--) words.push(pick(random, traits))
  if (random() < 0.25) words.push(pick(random, goods))
  if (random() < 0.4) words = words.reverse()
  if (random() < 0.1 && words[0]) words[0] = slip(words[0], random)
  const written = code === undefined || random() < 0.2 ? [] : [otherCode(code, random)]
  const head = random() < 0.92 ? [maker] : []
  const twice = written[0] !== undefined && random() < 0.3 ? [code ?? ''] : []
  const full = random() < 0.6 ? [...head, ...written, ...words, ...twice] : [...head, ...words, ...written]
  return (full.length > 1 ? full : text.split(' ')).join(' ')
}

function otherCode(code: string, random: Random): string {
  const kind = random()
  const cut = code.search(/\d/)
  if (kind < 0.35) return `${code.slice(0, cut)}-${code.slice(cut)}`
  if (kind < 0.45) return `${code.slice(0, 1)}-${code.slice(1)}`
  if (kind < 0.5) return `${code.slice(0, cut)} ${code.slice(cut)}`
  if (kind < 0.6) return `${code}${letters(random, 1 + Math.floor(random() * 2))}`
  if (kind < 0.65) return code.replace(/[A-Z]+$/, '')
  // The maker's own number, where the other shop has the model.
  if (kind < 0.72) return digits(random, 6)
  return code
}
