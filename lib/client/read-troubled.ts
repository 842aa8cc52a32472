import { type AttentionAnswer, attentionOperation } from '#contract/operations/home.ts'
import type { CountScope } from '#contract/operations/kinds.ts'
import { createLimiter } from '#domain/concurrency.ts'
import type { HealthLevel } from '#domain/health.ts'
import { resourceKey } from '#domain/resource.ts'
import { queryData } from './graphql-request.ts'
import { isRefused } from './shown-state.ts'

/** A kind as Home names it. */
export type HomeKind = { group: string; version: string; resource: string; kind: string }
/** An object that does not do well. */
export type Troubled = HomeKind & { namespace: string; name: string; level: HealthLevel; word: string; detail: string }
/** `unread`: kinds that could not be read just now, with what was known of them before among the objects. */
export type Troubles = { objects: Troubled[]; unread: string[] }

const mostOfKind = 8
const kindsAtOnce = 4

/** The worst objects of each of these kinds. A kind that fails does not hide the others; throws where all do. */
export async function readTroubled(kinds: readonly HomeKind[], scope: CountScope, before: Troubles | undefined, signal: AbortSignal): Promise<Troubles> {
  const limit = createLimiter(kindsAtOnce)
  const everywhere = new Set(scope.everywhere)
  const lists = await Promise.allSettled(kinds.map(kind => limit(() => readKind(kind, everywhere.has(resourceKey(kind)) ? null : scope.namespaces, signal))))
  const failed = lists.filter(list => list.status === 'rejected')
  if (failed[0] && failed.length === lists.length) throw failed[0].reason
  const unread = kinds.filter((_, index) => isUnread(lists[index])).map(resourceKey)
  const kept = before?.objects.filter(object => unread.includes(resourceKey(object))) ?? []
  return { objects: [...lists.flatMap(list => (list.status === 'fulfilled' ? list.value : [])), ...kept], unread }
}

function isUnread(list: PromiseSettledResult<unknown> | undefined): boolean {
  return list?.status === 'rejected' && !isRefused(list.reason)
}

async function readKind(kind: HomeKind, namespaces: readonly string[] | null, signal: AbortSignal): Promise<Troubled[]> {
  const { group, version, resource } = kind
  const { list } = await queryData<AttentionAnswer>(
    attentionOperation,
    { resource: { group, version, resource }, ...(namespaces ? { namespaces } : {}), first: mostOfKind },
    signal,
  )
  return list.items.map(({ _key, _health }): Troubled => {
    const [namespace = '', name = ''] = _key.split('/')
    return { ...kind, namespace, name, level: _health.level.toLowerCase() as HealthLevel, word: _health.word, detail: _health.detail }
  })
}
