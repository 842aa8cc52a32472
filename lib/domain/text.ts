import type { Language } from './language.ts'

/** English sentence to that of another language. Both name the same values: `{name}`. */
export type Catalogue = Readonly<Record<string, string>>
export type TextValues = Readonly<Record<string, string | number>>

/** The dashboard's words in the reader's language. English is what the code says, and the key of every other. */
export type Text = {
  (english: string, values?: TextValues): string
  /** One of two by the number, which is `{count}` in them. */
  count(count: number, one: string, other: string, values?: TextValues): string
  /** What the server said: in the reader's language where the catalogue has the sentence, or its form among `forms`; else as it is. */
  said(message: string): string
  /** A number as the reader writes it. */
  number(value: number): string
  readonly language: Language
}

/** `forms`: sentences around what is to stay as it is (said-texts.ts). */
export function createText(language: Language, catalogue: Catalogue, forms: readonly string[] = []): Text {
  const format = new Intl.NumberFormat(language)
  const plural = new Intl.PluralRules(language)
  const known = forms.flatMap(form => (catalogue[form] === undefined ? [] : [{ pattern: patternOf(form), said: catalogue[form] }]))
  const inForm = (message: string): string | undefined => {
    for (const { pattern, said } of known) {
      const values = pattern.exec(message)?.groups
      if (values) return fill(said, values, String)
    }
    return undefined
  }
  const number = (value: number): string => format.format(value)
  const text = (english: string, values: TextValues = {}): string => fill(catalogue[english] ?? english, values, number)
  return Object.assign(text, {
    count: (count: number, one: string, other: string, values: TextValues = {}): string =>
      text(plural.select(count) === 'one' ? one : other, { ...values, count }),
    said: (message: string): string => catalogue[message] ?? inForm(message) ?? message,
    number,
    language,
  })
}

/** A sentence of that form, its values by their names. One that stands in it twice has to be the same. */
function patternOf(form: string): RegExp {
  const seen = new Set<string>()
  const parts = textParts(form).map(part => {
    if ('words' in part) return part.words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    if (seen.has(part.value)) return `\\k<${part.value}>`
    seen.add(part.value)
    return `(?<${part.value}>${part.value.endsWith('Word') ? '\\S' : '.'}+?)`
  })
  return new RegExp(`^${parts.join('')}$`, 's')
}

function fill(text: string, values: TextValues, number: (value: number) => string): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? number(value) : value
  })
}

/** Marks a sentence that is said elsewhere, by `t(…)` of a variable: the catalogue's test reads it here. */
export function english<T extends string>(sentence: T): T {
  return sentence
}

/** A text cut at the values it names that are still to be put in: for those that are more than text. */
export function textParts(text: string): ({ words: string } | { value: string })[] {
  return text.split(/(\{\w+\})/).flatMap(part => {
    if (part === '') return []
    const value = /^\{(\w+)\}$/.exec(part)?.[1]
    return [value === undefined ? { words: part } : { value }]
  })
}
