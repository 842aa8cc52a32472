import type { Identity, Kube, KubeObject } from '../kube.ts'
import { objectPath } from './steps.ts'
import type { TestResource, TestUser, World } from './world.ts'

/** What of one resource a user looks at: all of the cluster (`namespaces` null) or some namespaces, perhaps by a selector. */
export type View = { resource: TestResource; namespaces: readonly string[] | null; labelSelector: string; fieldSelector: string }

export const viewText = ({ resource, namespaces, labelSelector, fieldSelector }: View): string =>
  `${resource.plural} of ${namespaces?.join(', ') ?? 'all namespaces'}${labelSelector && `, ${labelSelector}`}${fieldSelector && `, ${fieldSelector}`}`

/** Every way of asking that decides differently: cluster-wide, one namespace, several of which some may be denied, and by name. */
export function viewsOf(world: World): View[] {
  const [widgets, gadgets] = world.resources
  if (!widgets || !gadgets) throw new Error('the world has two resources')
  const [first = '', second = ''] = world.namespaces
  const view = (resource: TestResource, namespaces: readonly string[] | null, more: Partial<View> = {}): View => ({
    ...{ resource, namespaces, labelSelector: '', fieldSelector: '' },
    ...more,
  })
  return [
    view(widgets, null),
    view(widgets, [first]),
    view(widgets, [second]),
    view(widgets, world.namespaces),
    view(widgets, world.namespaces, { labelSelector: 'tier=gold' }),
    view(widgets, [first], { fieldSelector: 'metadata.name=object-1' }),
    view(gadgets, null),
    view(gadgets, null, { labelSelector: 'tier!=gold' }),
    view(gadgets, null, { fieldSelector: 'metadata.name=object-2' }),
  ]
}

/** key → resourceVersion of what may be seen; null where nothing may be asked for. `denied`: namespaces of a view of several. */
export type Seen = { versions: Map<string, string> | null; denied: readonly string[] }

export type Lister = (path: string) => Promise<Map<string, KubeObject> | null>

/** LISTs as one identity; a path that several views need is asked for once. */
export function createLister(kube: Kube, as: Identity): Lister {
  const lists = new Map<string, ReturnType<Lister>>()
  return path => {
    const list = lists.get(path) ?? kube.list(path, as)
    lists.set(path, list)
    return list
  }
}

/** What an impersonated LIST of the kube-apiserver itself shows. */
export async function impersonatedList(list: Lister, world: World, { resource, namespaces, labelSelector, fieldSelector }: View): Promise<Seen> {
  const query = new URLSearchParams({ ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) })
  const scopes = namespaces ?? ['']
  const lists = await Promise.all(scopes.map(namespace => list(`${objectPath(world, resource, namespace)}?${query}`)))
  if (lists.every(found => found === null)) return { versions: null, denied: [] }
  const versions = new Map(lists.flatMap(found => [...(found ?? [])].map(([key, { metadata }]) => [key, metadata.resourceVersion ?? ''] as const)))
  return { versions, denied: scopes.filter((_, index) => lists[index] === null) }
}

/** Whether the user may also watch everything that the view shows him: without that no stream of it can stand. */
export async function mayWatch(kube: Kube, world: World, view: View, { identity }: TestUser, denied: readonly string[]): Promise<boolean> {
  const name = /metadata\.name=(\S+)/.exec(view.fieldSelector)?.[1]
  const scopes = (view.namespaces ?? ['']).filter(namespace => !denied.includes(namespace))
  const answers = await Promise.all(
    scopes.map(namespace => {
      const resourceAttributes = { verb: 'watch', group: world.group, resource: view.resource.plural, namespace, ...(name === undefined ? {} : { name }) }
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: { user: identity.name, groups: identity.groups, resourceAttributes },
      }
      return kube.ask('/apis/authorization.k8s.io/v1/subjectaccessreviews', { method: 'POST', body })
    }),
  )
  return answers.every(({ json }) => (json['status'] as { allowed?: boolean }).allowed === true)
}
