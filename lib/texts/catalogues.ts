import type { Language } from '#domain/language.ts'
import type { Catalogue } from '#domain/text.ts'
import { german } from './german.ts'

const catalogues: Readonly<Record<Language, Catalogue>> = { en: {}, de: german }

export function catalogueOf(language: Language): Catalogue {
  return catalogues[language]
}
