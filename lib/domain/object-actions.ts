import type { ServedResource } from './resource.ts'

/** Something to do to an object. `asks`: the verb that an access review is asked for. */
export type ObjectAction = { verb: string; asks: string; subresource: string | null }

const verbs = ['get', 'update', 'patch', 'delete']
const restartable = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** What there is to do to an object of a resource: the verbs and subresources that are served, and restart, which `kubectl rollout` does by a patch. */
export function objectActions(resource: Pick<ServedResource, 'group' | 'kind' | 'verbs' | 'subresources'>): ObjectAction[] {
  const served = verbs.filter(verb => resource.verbs.includes(verb))
  return [
    ...served.map(verb => ({ verb, asks: verb, subresource: null })),
    ...['scale', 'status']
      .filter(name => resource.subresources.includes(name))
      .flatMap(subresource => ['update', 'patch'].map(verb => ({ verb, asks: verb, subresource }))),
    ...(resource.group === 'apps' && restartable.has(resource.kind) ? [{ verb: 'restart', asks: 'patch', subresource: null }] : []),
  ]
}
