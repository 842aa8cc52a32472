import { namespaceCookie, serializeNamespaces } from '#domain/namespace-memory.ts'
import { type Theme, themeCookie } from '#domain/theme.ts'
import { mountPath } from './base.ts'

const yearSeconds = 31_536_000

/** Remembers the namespaces of someone who may not list them. They decide nothing: the cluster answers for each. */
export function rememberInBrowser(namespaces: readonly string[]): void {
  writeCookie(namespaceCookie(cookieScope()), serializeNamespaces(namespaces))
}

export function rememberTheme(theme: Theme): void {
  writeCookie(themeCookie, theme)
}

/** Named by the page (app/(signed-in)/layout.tsx): only the server knows cluster and mount as cookies are named after them. */
function cookieScope(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="latchkey-cookie-scope"]')?.content ?? ''
}

function writeCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where the page is not a secure context.
  document.cookie = `${name}=${value}; Path=${mountPath()}/; Max-Age=${yearSeconds}; SameSite=Strict`
}
