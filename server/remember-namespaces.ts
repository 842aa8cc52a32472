import { isNamespaceName, namespaceCookie, parseNamespaces, rememberNamespaces, serializeNamespaces } from '#domain/namespace-memory.ts'
import type { Route } from '#server/services.ts'

const yearSeconds = 31_536_000

/**
 * `GET /?namespace=a&namespace=b`: keeps the namespaces that `latchkey dashboard` read in the kubeconfig and goes on to
 * Home, before any page is there that a redirect could pull away under the user. They decide nothing: the cluster
 * answers for each.
 */
export const rememberNamespacesRoute: Route = async (request, response, { prefix, sessionResult }) => {
  const [pathname, query] = (request.url ?? '/').split('?', 2)
  if (request.method !== 'GET' || pathname !== '/' || !query || sessionResult.session === null) return false
  const named = new URLSearchParams(query).getAll('namespace').filter(isNamespaceName)
  if (named.length === 0) return false
  const kept = rememberNamespaces(parseNamespaces(cookieValue(request.headers.cookie)), named)
  // The page's own control changes the list as well, so the cookie is readable there.
  response.appendHeader('Set-Cookie', `${namespaceCookie}=${serializeNamespaces(kept)}; Path=${prefix}/; Max-Age=${yearSeconds}; SameSite=Strict`)
  response.writeHead(303, { Location: '/' }).end()
  return true
}

function cookieValue(header: string | undefined): string | undefined {
  return header
    ?.split(';')
    .map(pair => pair.trim())
    .find(pair => pair.startsWith(`${namespaceCookie}=`))
    ?.slice(namespaceCookie.length + 1)
}
