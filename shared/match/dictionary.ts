/**
 * What the words of a business name mean. All of it is kept in Maps: a vendor may be called "Constructor", and a plain
 * object would answer with JavaScript's own.
 */

const table = (lines: string): Map<string, string> => {
  const to = new Map<string, string>()
  for (const line of lines.trim().split('\n')) {
    const [meaning = '', spellings = ''] = line.split(':')
    for (const spelling of spellings.trim().split(/\s+/)) to.set(spelling, meaning.trim())
  }
  return to
}

/** Abbreviations that mean one word only, wherever they stand. */
export const abbreviations = table(`
manufacturing: mfg manuf manufg manufac mfging
manufacturer: mfr mnfr
manufacturers: mfrs mfgrs
services: svcs svces srvcs servs
service: svc svce serv srv srvc
electric: elec elect elctrc
electronics: elecs electr electron
electrical: electl
engineering: engr engrg engrng enginrng engg
engineers: engrs
international: intl internatl intnl internl
national: natl nat nationl
industries: ind inds indus
industrial: indl indust indstrl
association: assn assoc assoctn
associates: assocs assocts asscs
brothers: bros
management: mgmt mgt mngmt
technology: tech technol
technologies: techs technols
systems: sys syst systs
system: systm
distribution: distrib dist
distributors: distr distribs
distributing: distg
products: prods prod
production: prodn
equipment: equip eqpt eqp
supply: sply splys supl
supplies: supls
construction: constr const constrn
contractors: contr contrs
communications: comm comms commun
department: dept
development: dev devel devt
financial: finl fin
insurance: ins insur
hospital: hosp
hospitality: hosptlty
university: univ
institute: inst
laboratory: lab
laboratories: labs
transportation: transp trans transpt
transport: trnsprt
chemical: chem
chemicals: chems
pharmaceutical: pharm pharma
pharmaceuticals: pharms pharmas
precision: prec
machine: mach
machinery: machy
metal: mtl
metals: mtls
materials: matls
material: matl
automotive: auto
automation: autom
american: amer
central: centrl ctrl
center: ctr centre cntr
cooperative: coop
county: cnty
government: govt
municipal: muni
district: dst
public: pub
power: pwr
energy: enrgy
water: wtr
light: lt
generating: gen genrtng
generation: genrtn
transmission: xmission transm
station: sta stn
resources: res
corporation: corpn
heating: htg
plumbing: plbg
packaging: pkg pkging
building: bldg
buildings: bldgs
hardware: hdwe hdw
software: sw
solutions: soln solns
security: secur
consulting: conslt
maintenance: maint
north: nth
northern: nthn
northwest: nw
northeast: ne
southwest: sw
southeast: se
southern: sthn
mount: mt
mountain: mtn
saint: st
fort: ft
first: 1st
second: 2nd
third: 3rd
acceptance: accept
acquisition: acq acqn acquis
holding: hldg
holdings: hldgs hlds
group: grp gp
partners: ptnrs prtnrs
partnership: ptnrshp
properties: props
investments: invts invs
investment: invt inv
trust: tr
realty: rlty
company: cmpny
restaurant: rest rstrnt
exchange: exch
enterprises: ent ents enterp
enterprise: entpr
environmental: envir env
instruments: instr
aerospace: aero
logistics: logist
freight: frt
`)

/** Abbreviations of the street. Kept apart: "st" in a name is a saint. */
export const streetWords = table(`
street: st str
avenue: ave av aven
boulevard: blvd bvd boul
road: rd
drive: dr drv
lane: ln
court: ct
place: pl plc
highway: hwy
parkway: pkwy pky
crescent: cr cres
terrace: tce ter
square: sq
circle: cir
suite: ste
building: bldg
floor: fl
apartment: apt
room: rm
unit: no
north: n
south: s
east: e
west: w
northeast: ne
northwest: nw
southeast: se
southwest: sw
first: 1st
second: 2nd
third: 3rd
mount: mt
saint: snt
box: pobox
`)

/** Legal forms, each with its common spellings. They start with a dot, so that no word of a name is taken for one. */
export const legalForms = table(`
.inc: inc incorporated incorporation incorp
.corp: corp corporation corporations
.co: co company companies cos
.ltd: ltd limited ltda ltée ltee
.llc: llc lllc
.pllc: pllc
.lp: lp lllp
.llp: llp
.plc: plc
.gmbh: gmbh
.pty: pty
.sarl: sarl
.srl: srl
.oy: oyj
.asa: asa
.kgaa: kgaa
.sas: sas
.spa: spa
`)

/** Legal forms that are also other words or states: they count only at the very end of a name. */
export const finalLegalForms = table(`
.ag: ag
.sa: sa
.nv: nv
.bv: bv
.ab: ab
.as: as
.oy: oy
.se: se
.kg: kg
.kk: kk
.pc: pc
.llc: lc
.na: na
`)

/** Several words that are one legal form. */
export const legalPhrases: readonly (readonly [pattern: RegExp, form: string])[] = [
  [/\bp l l c\b/g, 'pllc'],
  [/\bl l c\b/g, 'llc'],
  [/\bl l p\b/g, 'llp'],
  [/\bl p$/g, 'lp'],
  [/\bn a$/g, 'na'],
  [/\bprofessional limited liability company\b/g, 'pllc'],
  [/\blimited liability (?:company|co)\b/g, 'llc'],
  [/\bltd liability (?:company|co)\b/g, 'llc'],
  [/\blimited liability partnership\b/g, 'llp'],
  [/\blimited partnership\b/g, 'lp'],
  [/\bpublic limited company\b/g, 'plc'],
]

/** Inc, Corp, Co and Ltd are used for one another by the people who type names; an LLC or an LP is something else. */
export function legalFamily(form: string): string {
  return ['.inc', '.corp', '.co', '.ltd', '.pty'].includes(form) ? 'company limited by shares' : form
}

/** States of two words and their codes. */
export const twoWordStates = table(`
ny: new-york
nj: new-jersey
nm: new-mexico
nh: new-hampshire
nc: north-carolina
sc: south-carolina
nd: north-dakota
sd: south-dakota
wv: west-virginia
ri: rhode-island
pr: puerto-rico
bc: british-columbia
nb: new-brunswick
ns: nova-scotia
`)

const set = (words: string) => new Set(words.trim().split(/\s+/))

/** Words that say nothing by themselves. */
export const stopWords = set(`the and of a an for in at by on to de la le les el los du des von van der den und et y e
  with from com www`)

/** Words that many names of one owner share, or that come and go with the typist. */
export const genericWords = set(`group holdings holding services service international solutions enterprises enterprise
  industries associates partners systems usa us america american global worldwide division div branch new deleted vendor
  customer supplier account acct inactive`)

/** After these words follows another name of the same business. */
export const aliasMarks =
  /\s*(?:,|\(|-)?\s*(?:\b(?:d\.?\s?[/.]?b\.?\s?[/.]?a\.?|a\.?k\.?a\.?|f\.?k\.?a\.?|formerly(?: known as)?|doing business as|also known as|trading as)(?![a-z0-9])|\b[to]\/a\b)[:.]?\s*/i
