'use client'

import { rememberLanguage } from '#client/cookies.ts'
import { languageNames, languages, parseLanguage } from '#domain/language.ts'
import { useText } from '#use-text'

/** The language of the dashboard's own words. The cookie tells the server, which makes the page anew. */
export function LanguageChoice() {
  const t = useText()
  const choose = (value: string) => {
    const language = parseLanguage(value)
    if (language === null) return
    rememberLanguage(language)
    location.reload()
  }
  return (
    <select className="field" aria-label={t('Language')} value={t.language} onChange={event => choose(event.target.value)}>
      {languages.map(language => (
        <option key={language} value={language} lang={language}>
          {languageNames[language]}
        </option>
      ))}
    </select>
  )
}
