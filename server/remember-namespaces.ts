import { isNamespaceName, namespaceCookie, parseNamespaces, rememberNamespaces, serializeNamespaces } from '#domain/namespace-memory.ts'
import type { Route } from '#server/services.ts'
import { parseCookies } from '#server/session/cookie-chunks.ts'

const yearSeconds = 31_536_000

/**
 * `GET /?namespace=a&namespace=b`: keeps the namespaces that `latchkey dashboard` read in the kubeconfig and goes on to
 * Home, before any page is there that a redirect could pull away under the user. They decide nothing: the cluster
 * answers for each.
 */
export const rememberNamespacesRoute: Route = async (request, response, { prefix, sessionResult, cookieScope }) => {
  const [pathname, query] = (request.url ?? '/').split('?', 2)
  if (request.method !== 'GET' || pathname !== '/' || !query || sessionResult.session === null) return false
  // Another site has no say in what this browser remembers.
  if (['cross-site', 'same-site'].includes(String(request.headers['sec-fetch-site']))) return false
  const named = new URLSearchParams(query).getAll('namespace').filter(isNamespaceName)
  if (named.length === 0) return false
  const name = namespaceCookie(cookieScope)
  const kept = rememberNamespaces(parseNamespaces(parseCookies(request.headers.cookie).get(name)), named)
  // The page's own control changes the list as well, so the cookie is readable there.
  response.appendHeader('Set-Cookie', `${name}=${serializeNamespaces(kept)}; Path=${prefix}/; Max-Age=${yearSeconds}; SameSite=Strict`)
  response.writeHead(303, { Location: '/' }).end()
  return true
}
