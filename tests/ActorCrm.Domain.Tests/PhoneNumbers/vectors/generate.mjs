// Writes vectors.tsv: what libphonenumber-js says about some 40,000 texts. Deterministic: same package, same bytes.
//
// In an empty directory:
//   npm pack libphonenumber-js@1.13.16 && tar xzf libphonenumber-js-1.13.16.tgz
//   node <this file> package > <beside this file>/vectors.tsv
// The version is the one named in src/ActorCrm.Domain/PhoneNumbers/metadata.LICENSE.txt.
//
// Columns: default region, text (\t, \n, \r, \\ and \uXXXX escaped), E.164 or empty, flags: p possible, v valid.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const packageDirectory = resolve(process.argv[2])
const { default: parse } = await import(pathToFileURL(`${packageDirectory}/max/index.js`))
const metadata = JSON.parse(readFileSync(`${packageDirectory}/metadata.max.json`, 'utf8'))
const examples = JSON.parse(readFileSync(`${packageDirectory}/examples.mobile.json`, 'utf8'))
const regions = Object.keys(metadata.countries).sort()

// mulberry32
let seed = 20240917
const chance = () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const below = (n) => Math.floor(chance() * n)
const pick = (list) => list[below(list.length)]

// A random text that matches a pattern of the metadata: alternatives, groups, classes, \d, {m}, {m,n}, ?, $.
function textMatching(pattern) {
  let at = 0
  const alternatives = () => {
    const options = [[]]
    while (at < pattern.length && pattern[at] !== ')') {
      if (pattern[at] === '|') { at++; options.push([]) } else options.at(-1).push(quantified())
    }
    const chosen = options
    return () => pick(chosen).map((make) => make()).join('')
  }
  const quantified = () => {
    const make = atom()
    let [low, high] = [1, 1]
    if (pattern[at] === '?') { at++; low = 0 }
    if (pattern[at] === '{') {
      const end = pattern.indexOf('}', at)
      const bounds = pattern.slice(at + 1, end).split(',').map(Number)
      low = bounds[0]; high = bounds.at(-1); at = end + 1
    }
    return () => Array.from({ length: low + below(high - low + 1) }, make).join('')
  }
  const atom = () => {
    const c = pattern[at++]
    if (c === '(') {
      if (pattern.startsWith('?:', at)) at += 2
      const make = alternatives()
      at++
      return make
    }
    if (c === '[') {
      const end = pattern.indexOf(']', at)
      const set = pattern.slice(at, end).replace(/(\d)-(\d)/g, (_, a, b) => '0123456789'.slice(+a, +b + 1))
      at = end + 1
      return () => (set.includes('\\d') ? String(below(10)) : pick([...set]))
    }
    if (c === '\\') { at++; return () => String(below(10)) }
    if (c === '$') return () => ''
    return () => c
  }
  return alternatives()()
}

const rows = new Map()
// The library keeps its position in two global expressions between calls: a phone-context that is refused resets it.
const reset = () => { for (let i = 0; i < 2; i++) parse('1;phone-context=!', 'US') }
function add(region, text) {
  // Known differences, which have tests of their own: a full-width plus, a phone-context that is a domain.
  if (!text || text.length > 250 || text.includes('\uFF0B')) return
  if (/;phone-context=(?!\+)/.test(text)) return
  const key = `${region}\t${escaped(text)}`
  if (rows.has(key)) return
  if (text.includes(';phone-context=')) reset()
  const number = parse(text, region)
  const flags = (number?.isPossible() ? 'p' : '') + (number?.isValid() ? 'v' : '')
  rows.set(key, `${number?.number ?? ''}\t${flags}`)
}
const names = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escaped = (text) => text.replace(/[\\\t\n\r]|[^\x20-\x7E]/g, (c) =>
  names[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

const script = (digits, zero) => digits.replace(/\d/g, (d) => String.fromCharCode(zero + Number(d)))
const scripts = [0xff10, 0x0660, 0x06f0]
const separators = [' ', '-', '.', '/', '  ', ' - ', '\u00a0', '\u2011', '\u2013', '\u200b', '\u3000',
  '\uff0d', ') ', '(',
  '~', '_', '\t', ',', '*']
const suffixes = [' ext. 12', ' x12', 'x1234', ' Ext 7', ' extn: 99', ' extension 123',
  ' extensi\u00f3n 5', ' \u0434\u043e\u0431. 12',
  ' anexo 4', ' int 33', '#44', ' #44', ',,123', ', 12', ',12345678901', ';12', ';ext=12', ' - 12#', ' 123#',
  '~12', ' xt.12#',
  ' ext',
  ' extensions 4', ' xx12', ' x1234567890', ' ext 123456789012345678901', '\uff58\uff54 9', '\uff4a1',
  ';ext=', '; ext=3', ', ext: - 8',
  ',,.12', ',.3', ',-,1', ' EXT.5', ';isub=12', ';isub=12;ext=3', ' e xt 5', 'tel']
const prefixes = ['tel:', 'TEL:', 'Tel. ', 'call ', '(', '"', ' ', '++', '+ ', '+(', 'x', '\u260e', 'fax: ',
  '\ud83d', '00',
  '0', '*', '#', '+0']
const endings = ['', ' ', '.', ')', '"', ' (home)', ' or', '\n', '\u00a0', ' a1', '\udc00', '+', ' / ', '#']

function punctuated(text) {
  let out = ''
  for (const c of text) {
    out += c
    if (chance() < 0.2) out += pick(separators.slice(0, chance() < 0.9 ? 15 : separators.length))
  }
  return out
}
function changed(digits) {
  const at = below(digits.length)
  switch (below(4)) {
    case 0: return digits.slice(0, at) + digits.slice(at + 1)
    case 1: return digits.slice(0, at) + below(10) + digits.slice(at)
    case 2: return digits.slice(0, at) + below(10) + digits.slice(at + 1)
    default: return digits.slice(0, 2 + at)
  }
}
function internationalPrefix(region) {
  const pattern = metadata.countries[region][1]
  return typeof pattern === 'string' ? textMatching(pattern) : '00'
}
function nationalPrefix(region) {
  const plan = metadata.countries[region]
  const pattern = plan[7] || plan[5]
  return typeof pattern === 'string' ? textMatching(pattern) : '0'
}

// All the ways to write one national number of a region.
function forms(region, national, thorough) {
  const code = metadata.countries[region][0]
  const e164 = `+${code}${national}`
  add(region, e164)
  add(region, national)
  add(region, nationalPrefix(region) + national)
  add(region, `${code}${national}`)
  add(region, `${internationalPrefix(region)}${code}${national}`)
  add(pick(regions), e164)
  if (!thorough) return
  const number = parse(e164)
  if (number) {
    add(region, number.formatNational())
    add(region, number.formatInternational())
    add(region, number.getURI())
  }
  add(region, punctuated(e164))
  add(region, punctuated(nationalPrefix(region) + national))
  add(region, changed(national))
  add(region, '+' + changed(code + national))
  add(region, changed(code + national))
  add(region, code + changed(national))
  add(region, script(pick([national, e164, code + national]), pick(scripts)))
  add(region, pick([national, e164]) + pick(suffixes))
  add(region, pick(prefixes) + pick([national, e164]) + pick(endings))
  add(region, `tel:${national};phone-context=+${code}`)
  add(pick(regions), `tel:${national};phone-context=+${code};ext=${below(1000)}`)
  add(pick(regions), national)
  add(pick(regions), `00${code}${national}`)
  add(region, `+${code}${nationalPrefix(region)}${national}`)
}

for (const region of regions) {
  const plan = metadata.countries[region]
  if (examples[region]) forms(region, examples[region], true)
  const patterns = (plan[11] || []).map((type) => type && type[0]).filter(Boolean)
  for (const pattern of patterns) forms(region, textMatching(pattern), false)
  for (let i = 0; i < 4; i++) forms(region, textMatching(pick([plan[2], ...patterns])), true)
  for (let i = 0; i < 6; i++) add(region, Array.from({ length: 1 + below(18) }, () => below(10)).join(''))
}
for (const [code, plan] of Object.entries(metadata.nonGeographic)) {
  for (let i = 0; i < 20; i++) {
    const e164 = `+${code}${textMatching(plan[2])}`
    add(pick(regions), e164)
    add(pick(regions), punctuated(e164))
    add('PL', '00' + e164.slice(1))
    add(pick(regions), '+' + changed(e164.slice(1)))
  }
}
const garbage = [...'0123456789+', ...'0123456789+', ...separators, ...suffixes, ...prefixes, ...endings,
  'abc', '\u0665', '\uff11', '\u06f3']
for (let i = 0; i < 5000; i++) {
  add(pick(regions), Array.from({ length: 1 + below(14) }, () => pick(garbage)).join(''))
}

process.stdout.write([...rows].map(([key, value]) => `${key}\t${value}\n`).join(''))
