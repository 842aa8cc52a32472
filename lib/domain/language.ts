/** Languages of the dashboard's own words, English first; what the cluster and the API say stays as they say it. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

/** Each in its own words. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

export const languageCookie = 'latchkey-language'

export function parseLanguage(text: string | undefined): Language | null {
  return languages.find(language => language === text) ?? null
}

/** What the browser asks for (RFC 9110 §12.5.4): by weight, English where it asks for nothing that we have. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const asked = (acceptLanguage ?? '').split(',').map(part => {
    const [range = '', ...parameters] = part.split(';').map(piece => piece.trim().toLowerCase())
    const weight = parameters.find(parameter => parameter.startsWith('q='))?.slice(2)
    return { language: parseLanguage(range.split('-', 1)[0]), weight: weight === undefined ? 1 : Number(weight) || 0 }
  })
  return asked.filter(({ language, weight }) => language && weight > 0).sort((a, b) => b.weight - a.weight)[0]?.language ?? 'en'
}
