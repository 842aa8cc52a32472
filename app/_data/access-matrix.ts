import 'server-only'
import type { AccessRow } from '#components/access/access-matrix.tsx'
import type { Capabilities } from '#contract/access.ts'
import { heldWords } from '#domain/access-words.ts'
import { actedSubresources, subresourceKey } from '#domain/acted-subresources.ts'
import type { HeldNamespaces } from '#domain/my-namespaces.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import type { Text } from '#domain/text.ts'
import { shownGroups } from './kinds.ts'
import { heldNamespaces } from './namespaces.ts'
import { requireSession } from './session.ts'

/** `columns`: namespaces; `left`: how many more there are. */
export type MatrixOfAccess = { columns: string[]; left: number; rows: AccessRow[] }

/** A column is read at a glance; of more than that nobody finds theirs. */
const mostColumns = 50

/** What a question may be about: every kind shown, subresources included. Throws AppError. */
export async function askableKeys(): Promise<string[]> {
  return (await shownGroups()).flatMap(({ resources }) => resources.flatMap(keysOf))
}

/** A row for each kind; columns: the whole cluster, then the user's namespaces where something more is open than there. Throws AppError. */
export async function readMatrix(t: Text): Promise<MatrixOfAccess> {
  const { session, services } = requireSession()
  const [groups, keys, { held, unlooked }] = await Promise.all([shownGroups(), askableKeys(), namespacesWithMore()])
  const inNamespaces = await services.capabilitiesIn(session, held)
  const all = held.filter(namespace => keys.some(key => hasMore(key, session.capabilities, inNamespaces.get(namespace))))
  const columns = all.slice(0, mostColumns)
  const rows = groups.flatMap(({ group, resources: ofGroup }) =>
    ofGroup.map(resource => ({
      key: resourceKey(resource),
      kind: resource.kind,
      group,
      path: `/resources/${resource.group || 'core'}/${resource.version}/${resource.resource}`,
      everywhere: heldWords(resource, session.capabilities, t),
      within: resource.namespaced ? columns.map(namespace => heldWords(resource, inNamespaces.get(namespace) ?? {}, t)) : null,
    })),
  )
  return { columns, left: all.length - columns.length + unlooked.length, rows }
}

/** Who may list everything may change something in a few namespaces; who may do all anywhere is asked about none. */
async function namespacesWithMore(): Promise<HeldNamespaces> {
  const { session, services } = requireSession()
  const [mayAll] = await services.reviewAccess(session, [{ verb: '*', group: '*', resource: '*' }])
  return mayAll?.allowed ? { held: [], unlooked: [] } : heldNamespaces()
}

function keysOf(resource: ServedResource): string[] {
  return [resourceKey(resource), ...actedSubresources(resource).map(name => subresourceKey(resource, name))]
}

function hasMore(key: string, capabilities: Capabilities, held: Capabilities | undefined): boolean {
  const everywhere = new Set(capabilities[key])
  return held?.[key]?.some(verb => !everywhere.has(verb)) ?? false
}
