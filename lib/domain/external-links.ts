/** A link out of the dashboard that an object's annotations name. */
export type ExternalLink = { title: string; href: string }

const linkLimit = 20
const hrefLimit = 2_048
const titleLimit = 100
/** `link.argocd.argoproj.io/docs`, and the names that people give such annotations after their own prefix. */
const linkKey =
  /^(?:external-)?links?\.[^/]+\/.+$|(?:^|\/)(?:(?:external-)?link|homepage|documentation|docs|runbook|runbook[-_]url|dashboard[-_]url|dashboard|repository|source)$/

/**
 * Links in annotations: http and https alone, without user or password, which make an address look like another. Argo CD's
 * `title|address` is understood (argo-cd, user-guide/external-url). Titles lose characters that nobody sees.
 */
export function externalLinks(annotations: Readonly<Record<string, unknown>> | undefined): ExternalLink[] {
  return Object.entries(annotations ?? {})
    .flatMap(([key, value]) => (linkKey.test(key) && typeof value === 'string' ? readLink(key, value) : []))
    .slice(0, linkLimit)
}

function readLink(key: string, text: string): ExternalLink[] {
  const bar = text.indexOf('|')
  const address = (bar < 0 ? text : text.slice(bar + 1)).trim()
  const href = safeHref(address)
  const title = cleanTitle(bar < 0 ? '' : text.slice(0, bar)) || cleanTitle(key.slice(key.indexOf('/') + 1))
  return href === null ? [] : [{ title, href }]
}

/** Null for what may not be a link. The scheme has to stand there in full: what a browser would complete is not taken. */
function safeHref(address: string): string | null {
  if (address.length > hrefLimit || !/^https?:\/\/[^/\\]/i.test(address) || /[\s\p{C}]/u.test(address) || !URL.canParse(address)) return null
  const { username, password, href } = new URL(address)
  return username === '' && password === '' ? href : null
}

// Control and format characters (bidirectional overrides among them) would show a title as another one.
function cleanTitle(title: string): string {
  return title
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, titleLimit)
}
