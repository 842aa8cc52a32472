import 'server-only'
import { mostMerged } from '#domain/namespace-share.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { requireSession } from './session.ts'
import { requestText } from './use-text.ts'

/** Why none of the kind may be created in any of these namespaces (none: in the whole cluster); null where one may. */
export async function whyNotCreate(resource: ServedResource, namespaces: readonly string[]): Promise<string | null> {
  const t = requestText()
  const { session, services } = requireSession()
  const { group, resource: plural } = resource
  if (!resource.verbs.includes('create')) return t('The cluster lets nobody create {resource}.', { resource: plural })
  if (session.capabilities[resourceKey(resource)]?.includes('create')) return null
  const places = resource.namespaced ? namespaces.slice(0, mostMerged).map(namespace => ({ namespace })) : [{}]
  const answers = await services.reviewAccess(
    session,
    places.map(place => ({ verb: 'create', group, resource: plural, ...place })),
  )
  if (answers.some(({ allowed }) => allowed)) return null
  return answers[0] ? t.said(answers[0].reason) : t('You have no namespace to create it in.')
}
