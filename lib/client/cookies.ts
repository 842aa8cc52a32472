import { type Language, languageCookie } from '#domain/language.ts'
import { namespaceCookie, serializeNamespaces } from '#domain/namespace-memory.ts'
import { type Theme, themeCookie } from '#domain/theme.ts'
import { mountPath } from './base.ts'
import { pageScope } from './scoped-key.ts'

const yearSeconds = 31_536_000

/** Remembers the namespaces of someone who may not list them. They decide nothing: the cluster answers for each. */
export function rememberInBrowser(namespaces: readonly string[]): void {
  writeCookie(namespaceCookie(pageScope()), serializeNamespaces(namespaces))
}

export function rememberTheme(theme: Theme): void {
  writeCookie(themeCookie, theme)
}

export function rememberLanguage(language: Language): void {
  writeCookie(languageCookie, language)
}

function writeCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where the page is not a secure context.
  document.cookie = `${name}=${value}; Path=${mountPath()}/; Max-Age=${yearSeconds}; SameSite=Strict`
}
