import { pick, pickCommon, type Random } from './corrupt.ts'
import { newProduct } from './generate-items.ts'
import { brandWords, givenNames, legalForms, places, surnames, trades } from './lexicon.ts'

/** What a list is of. */
export type What = 'company' | 'person' | 'site' | 'item'

/** A new name of that sort. */
export function newName(what: What, random: Random): string {
  if (what === 'item') return newProduct(random)
  if (what === 'person') return `${pickCommon(random, givenNames)} ${surname(random)}`
  if (what === 'site') return siteName(random)
  return companyName(random)
}

/** A family's name; one in three is nobody else's. */
const surname = (random: Random) => (random() < 0.35 ? invented(random) : pickCommon(random, surnames))

const syllables =
  'ba be bo ca co da de do fa fe ga go ha ka ko la le li lo ma me mi mo na ne no pa pe ra re ri ro sa se si so ta te to va ve vi za zo bra cra dre fle gri kla plo sta tre cor dan fen gar hal jor kel lan mar nor pel quin ros sel tor van wes'.split(
    ' ',
  )

/** A word that nobody else uses, as so many names are. */
function invented(random: Random): string {
  const count = 2 + Math.floor(random() * 2)
  const word =
    Array.from({ length: count }, () => pick(random, syllables)).join('') +
    pick(random, ['', '', 'n', 'x', 'tek', 's', 'ton', 'co'])
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function companyName(random: Random): string {
  const kind = random()
  const trade = pickCommon(random, trades)
  const brand = () => pickCommon(random, brandWords)
  const core =
    kind < 0.14
      ? `${surname(random)} ${trade}`
      : kind < 0.2
        ? `${surname(random)} & ${surname(random)} ${random() < 0.5 ? trade : ''}`
        : kind < 0.24
          ? `${surname(random)} Brothers ${trade}`
          : kind < 0.36
            ? `${pickCommon(random, places)} ${trade}`
            : kind < 0.5
              ? `${brand()} ${trade}`
              : kind < 0.58
                ? `${brand()} ${brand()} ${trade}`
                : kind < 0.78
                  ? `${invented(random)} ${random() < 0.7 ? trade : ''}`
                  : kind < 0.83
                    ? invented(random)
                    : kind < 0.87
                      ? `${initials(random)} ${trade}`
                      : kind < 0.91
                        ? `${invented(random)} ${pick(random, ['Fund', 'Partners', 'Unit', 'Phase'])} ${pick(random, ['I', 'II', 'III', 'IV', '2', '3'])}`
                        : kind < 0.96
                          ? `${pickCommon(random, givenNames)} ${surname(random)}`
                          : `${brand()} ${trade} ${pickCommon(random, trades)} of ${pick(random, places)}`
  const name = core.trim()
  return random() < 0.7 ? `${name} ${pickCommon(random, legalForms)}` : name
}

const letter = (random: Random) => pick(random, 'ABCDEFGHJKLMNPRSTW'.split(''))

function initials(random: Random): string {
  const letters = Array.from({ length: 2 + Math.floor(random() * 2) }, () => letter(random))
  return letters.join(pick(random, ['', '.', '&', ' ']))
}

function siteName(random: Random): string {
  const brand = random() < 0.4 ? invented(random) : pickCommon(random, brandWords)
  const kind = random()
  if (kind < 0.3)
    return `${brand} ${pickCommon(random, ['Grill', 'Cafe', 'Diner', 'Bar', 'Bistro', 'Kitchen', 'Inn', 'Store', 'Market'])}`
  if (kind < 0.5) return `${pick(random, ['Cafe', 'Chez', 'La', 'Le', 'The', 'Restaurant', 'Hotel'])} ${brand}`
  if (kind < 0.65) return `${brand} #${Math.floor(random() * 300) + 1}`
  if (kind < 0.8) return `${brand} ${pick(random, places)}`
  if (kind < 0.9) return brand
  return `${surname(random)}'s ${pickCommon(random, trades)}`
}
