import type { KnownKind } from './palette.ts'
import { apiVersionOf, parseApiVersion, type ServedResource } from './resource.ts'

/** A kind that the cluster serves. `isListed`: it has objects that can be listed, and so pages. */
export type ServedKind = KnownKind & { isListed: boolean }

/**
 * Kinds as a short text, since all of them go with every page: a line for each API version, `apps/v1 deployments:Deployment:nl::deploy …`.
 * `n`: namespaced, `l`: can be listed; then the singular where it is not the kind in lower case, and short names.
 */
export function packKinds(kinds: readonly ServedResource[]): string {
  return [...Map.groupBy(kinds, apiVersionOf)].map(([apiVersion, of]) => [apiVersion, ...of.map(packKind)].join(' ')).join('\n')
}

export function unpackKinds(packed: string): ServedKind[] {
  return packed.split('\n').flatMap(line => {
    const [apiVersion = '', ...kinds] = line.split(' ')
    return kinds.map(each => ({ ...parseApiVersion(apiVersion), ...unpackKind(each) }))
  })
}

function packKind({ resource, kind, namespaced, verbs, singular, shortNames }: ServedResource): string {
  const flags = `${namespaced ? 'n' : ''}${verbs.includes('list') ? 'l' : ''}`
  return [resource, kind, flags, singular === kind.toLowerCase() ? '' : singular, ...shortNames].join(':')
}

function unpackKind(packed: string): Omit<ServedKind, 'group' | 'version'> {
  const [resource = '', kind = '', flags = '', singular, ...shortNames] = packed.split(':')
  return { resource, kind, namespaced: flags.includes('n'), isListed: flags.includes('l'), singular: singular || kind.toLowerCase(), shortNames }
}
