/** How a filter compares: the signs that people write, longest first. */
export const filterSigns = ['!=', '>=', '<=', '=', '>', '<', '~', '^'] as const
export type FilterSign = (typeof filterSigns)[number]

/**
 * One term of a filter. `word`: in name, namespace, cells or labels. `labels`: a selector as kubectl takes it. `compare`: a column by its
 * name, or a field by a path that begins with a dot. `is`: whether a field or column has a value.
 */
export type FilterTerm =
  | { kind: 'word'; text: string }
  | { kind: 'labels'; selector: string }
  | { kind: 'compare'; subject: string; sign: FilterSign; value: string }
  | { kind: 'is'; subject: string; present: boolean }

/** A part of a filter that starts after some of it was read: quoted, or up to a blank or sign. */
const quoted = /"((?:[^"\\]|\\.)*)"?/y
const bareSubject = /[^\s"=<>~^!]+/y
const bareValue = /[^\s"]+/y
const sign = new RegExp(filterSigns.map(each => each.replace(/[\^]/g, '\\$&')).join('|'), 'y')

/**
 * Reads what people type to narrow a list: terms apart by blanks, all of which have to hold.
 *
 *     reviews                    a word, in name, namespace, cells or labels
 *     "Ready=False"              words as they are, signs included
 *     Ready=False  Age>7d        a column; its name in quotes where it has blanks: "Desired Replicas">3
 *     .spec.hosts~example        a field: = != > >= < <=, ~ has the text in it, ^ begins with it
 *     label:app=web,tier!=db     a label selector, without blanks
 *     has:.spec.tls  no:Ready    whether there is a value
 *
 * Every text means something: what is not understood is a word.
 */
export function parseFilterText(text: string): FilterTerm[] {
  const terms: FilterTerm[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found
  }
  const takeText = (bare: RegExp): string | null => {
    const inQuotes = take(quoted)
    return inQuotes ? (inQuotes[1] ?? '').replace(/\\(.)/g, '$1') : (take(bare)?.[0] ?? null)
  }
  while (true) {
    take(/\s*/y)
    if (at >= text.length) return terms
    const start = at
    const isQuoted = text[at] === '"'
    const prefixed = isQuoted ? null : take(/(label|has|no):(?=\S)/y)
    if (prefixed) {
      const rest = prefixed[1] === 'label' ? take(/\S+/y)?.[0] : takeText(bareValue)
      if (rest) terms.push(prefixed[1] === 'label' ? { kind: 'labels', selector: rest } : { kind: 'is', subject: rest, present: prefixed[1] === 'has' })
      continue
    }
    const subject = takeText(bareSubject)
    const afterSubject = at
    const compared = subject ? (take(sign)?.[0] as FilterSign | undefined) : undefined
    const value = compared === undefined ? null : takeText(bareValue)
    if (subject && compared !== undefined && value !== null && value !== '') {
      terms.push({ kind: 'compare', subject, sign: compared, value })
      continue
    }
    // A word to its end, signs included.
    at = isQuoted ? afterSubject : start
    const word = isQuoted ? subject : (take(/\S+/y)?.[0] ?? '')
    if (word) terms.push({ kind: 'word', text: word })
  }
}

/** The text of terms: read again it gives the same. */
export function filterText(terms: readonly FilterTerm[]): string {
  return terms.map(termText).join(' ')
}

function termText(term: FilterTerm): string {
  switch (term.kind) {
    case 'word':
      return isPlainWord(term.text) ? term.text : quote(term.text)
    case 'labels':
      return `label:${term.selector}`
    case 'is':
      return `${term.present ? 'has' : 'no'}:${quoteIf(/["\s]/, term.subject)}`
    case 'compare':
      return `${quoteIf(/["\s=<>~^!]|^(?:label|has|no):/, term.subject)}${term.sign}${quoteIf(/["\s]|^=/, term.value)}`
  }
}

function isPlainWord(text: string): boolean {
  const [only, ...more] = text.includes('"') ? [] : parseFilterText(text)
  return more.length === 0 && only?.kind === 'word' && only.text === text
}

function quoteIf(pattern: RegExp, text: string): string {
  return pattern.test(text) ? quote(text) : text
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
