/**
 * The Service that a host name means: a short one is of the same namespace, as Istio completes it, `a.b.svc` with whatever
 * cluster domain names its namespace. Null for hosts of elsewhere and for wildcards.
 */
export function serviceOfHost(host: string, namespace: string): { name: string; namespace: string } | null {
  const labels = host.split('.')
  if (!labels.every(label => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label))) return null
  const [name = '', space = '', svc] = labels
  if (labels.length === 1) return namespace === '' ? null : { name, namespace }
  return svc === 'svc' ? { name, namespace: space } : null
}

/** The host of a URL or of `host:port`; null for what is neither. */
export function hostOfUrl(url: string): string | null {
  const text = url.includes('://') ? url : `http://${url}`
  return URL.canParse(text) ? new URL(text).hostname || null : null
}
