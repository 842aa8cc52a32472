import { apiPath, type ObjectPath } from '#domain/api-path.ts'
import { apiVersionOf, parseApiVersion, type ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import { checkName, toNamespace } from '../schema/list-arguments.ts'

/** Where a change goes: a list (`name` null, to create in it), an object, or a subresource of one. `namespace` '' for what is cluster-scoped. */
export type ChangeTarget = { resource: ServedResource; namespace: string; name: string | null; subresource: string | null }

/**
 * The target of a change of one resource. A namespace has to be there for what is namespaced, and only for that; nothing is
 * guessed, as a change in the wrong namespace is worse than none. Throws BAD_REQUEST.
 */
export function targetOf(resource: ServedResource, at: { namespace: string | null; name: string | null; subresource?: string | null }): ChangeTarget {
  return {
    resource,
    namespace: toNamespace(resource, at.namespace),
    name: at.name === null ? null : checkName(at.name),
    subresource: at.subresource ? checkName(at.subresource) : null,
  }
}

/** Its path at the kube-apiserver. */
export function targetPath({ resource, namespace, name, subresource }: ChangeTarget): string {
  const path: ObjectPath = { group: resource.group, version: resource.version, resource: resource.resource }
  return apiPath({
    ...path,
    ...(namespace === '' ? {} : { namespace }),
    ...(name === null ? {} : { name }),
    ...(subresource === null ? {} : { subresource }),
  })
}

/** The resource whose objects have this apiVersion and kind. Throws NOT_FOUND, worded as kubectl does. */
export function servedByKind(resources: readonly ServedResource[], apiVersion: string, kind: string): ServedResource {
  const { group, version } = parseApiVersion(apiVersion)
  const found = resources.find(each => each.kind === kind && each.group === group && each.version === version)
  if (!found) throw new AppError('NOT_FOUND', `no matches for kind "${kind}" in version "${apiVersionOf({ group, version })}"`)
  return found
}
