/**
 * Cookie that remembers the namespaces of someone who may not list them: a JSON array, percent-encoded. Named after the
 * scope of this cluster, port and mount, since cookies know none of them.
 */
export function namespaceCookie(scope: string): string {
  return `latchkey-namespaces-${scope}`
}
/** A cookie holds no more of them. */
export const mostRemembered = 50

/** RFC 1123 label: what a namespace may be called. */
export function isNamespaceName(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
}

/** Reads the cookie's value. Anything that is not a list of namespace names counts as none: a cookie may hold anything. */
export function parseNamespaces(cookieValue: string | undefined): string[] {
  if (!cookieValue || cookieValue.length > 8192) return []
  try {
    const value: unknown = JSON.parse(decodeIfEncoded(cookieValue))
    return Array.isArray(value) ? rememberNamespaces([], value) : []
  } catch {
    return []
  }
}

/** `known` with `added`, sorted, each once, only names, at most 50 (what was known stays). */
export function rememberNamespaces(known: readonly string[], added: readonly unknown[]): string[] {
  const all = [...new Set([...known, ...added.filter(isNamespaceName)])]
  return all.slice(0, mostRemembered).sort()
}

export function serializeNamespaces(namespaces: readonly string[]): string {
  return encodeURIComponent(JSON.stringify(namespaces))
}

function decodeIfEncoded(value: string): string {
  return value.startsWith('%') ? decodeURIComponent(value) : value
}
