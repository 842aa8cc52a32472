import type { ServedResource } from '../../lib/domain/resource.ts'
import { AppError } from '../../lib/errors/app-error.ts'

/**
 * The resource that kubectl would take for a word: plural, singular or kind in any case, a short name, or any of them
 * with `.group` or `.version.group` behind. Of several, the first in the cluster's order of preference.
 * @throws NOT_FOUND
 */
export function findResource(resources: readonly ServedResource[], word: string): ServedResource {
  const [name = '', ...rest] = word.split('.')
  const [version = '', ...groupRest] = rest
  const found =
    // `pods.v1.` is core v1; `virtualservices.v1.networking.istio.io` names a version.
    (rest.length >= 2 && match(resources, name, groupRest.join('.'), version)) ||
    (rest.length > 0 && match(resources, name, rest.join('.'), null)) ||
    (rest.length === 0 && match(resources, name, null, null))
  if (found) return found
  throw new AppError('NOT_FOUND', `the server doesn't have a resource type "${word}"`)
}

function match(resources: readonly ServedResource[], name: string, group: string | null, version: string | null): ServedResource | undefined {
  const word = name.toLowerCase()
  const inGroup = resources.filter(each => (group === null || each.group === group) && (version === null || each.version === version))
  const byName = inGroup.find(each => [each.resource, each.singular, each.kind.toLowerCase()].includes(word))
  // A full name wins over a short one, and `vs.networking` finds the group that begins so.
  return (
    byName ??
    inGroup.find(each => each.shortNames.includes(word)) ??
    (group !== null && version === null ? resources.find(each => each.group.startsWith(group) && each.shortNames.includes(word)) : undefined)
  )
}
