const first = [
  'Acme',
  'Halyard',
  'Bluestone',
  'Larkspur',
  'Tessellate',
  'Wexford',
  'Umber',
  'Quill',
  'Zephyr',
  'Northern',
  'Pacific',
  'Delta',
]
const second = [
  'Marine',
  'Machining',
  'Quarry',
  'Fasteners',
  'Ceramics',
  'Castings',
  'Paper',
  'Tool',
  'Electric',
  'Plating',
  'Optical',
]
const third = ['Inc', 'LLC', 'Corporation', 'and Sons', 'Company', 'Group', 'Limited']
const pick = (list: readonly string[], n: number) => list[n % list.length] ?? ''

/** A company's name, another for each number: names of common words that only their middle tells apart. */
export const companyName = (n: number): string =>
  `${pick(first, n)} ${pick(second, n >> 3)} ${n} ${pick(third, n >> 5)}`
