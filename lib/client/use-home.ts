import { skipToken, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { RecentChangesAnswer, WarningsAnswer } from '#contract/operations/home.ts'
import { recentChangesOperation, warningsOperation } from '#contract/operations/home.ts'
import { type CountScope, type KindCount, scopeVariables } from '#contract/operations/kinds.ts'
import { mergeChanges } from '#domain/recent-changes.ts'
import { resourceKey } from '#domain/resource.ts'
import { queryData } from './graphql-request.ts'
import { createPace } from './pace.ts'
import { type HomeKind, readTroubled, type Troubles } from './read-troubled.ts'
import { shownState } from './shown-state.ts'
import { useIsHydrated } from './use-is-hydrated.ts'
import { type CountedHealth, healthQuery, homeMs } from './use-kind-health.ts'

const most = { kinds: 12, warnings: 200, changes: 200 }
const hourMs = 3_600_000

/**
 * Objects that do not do well, or are at work still, by kind, worst kinds first; what is beyond the first few of a kind is in its list.
 * `unread`: kinds that could not be looked through, or not in full.
 */
export function useTroubled(kinds: readonly HomeKind[], scope: CountScope) {
  const counted = useQuery<CountedHealth>({ ...healthQuery, queryFn: skipToken })
  const { dataUpdatedAt: countedAt } = counted
  const health = counted.data?.health
  const bad = health
    ? kinds.filter(kind => isBad(health[resourceKey(kind)])).sort((a, b) => weight(health[resourceKey(b)]) - weight(health[resourceKey(a)]))
    : null
  const troubled = useQuery<Troubles>({
    queryKey: ['troubled', scope],
    queryFn: bad ? ({ signal, client, queryKey }) => readTroubled(bad.slice(0, most.kinds), scope, client.getQueryData<Troubles>(queryKey), signal) : skipToken,
    refetchOnMount: false,
  })
  const { refetch } = troubled
  // Counted anew, they are looked at anew: as many may be others.
  useEffect(() => {
    if (countedAt > 0) void refetch()
  }, [countedAt, refetch])
  const isReady = useIsHydrated()
  const states = [shownState(counted), shownState(troubled)]
  const since = states.flatMap(({ sinceMs }) => (sinceMs === null ? [] : [sinceMs]))
  const unread = new Set([...(counted.data?.unread ?? []), ...(troubled.data?.unread ?? [])])
  const failure = states.find(state => state.failure !== null)?.failure ?? null
  return {
    isPending: kinds.length > 0 && (!isReady || (troubled.isPending && failure === null)),
    failure,
    sinceMs: since.length > 0 ? Math.min(...since) : null,
    kinds: bad ?? [],
    health: health ?? {},
    objects: troubled.data?.objects ?? [],
    unread: kinds.filter(kind => unread.has(resourceKey(kind))).map(({ kind }) => kind),
  }
}

function isBad(health: KindCount['health'] | undefined): boolean {
  return weight(health) > 0
}

function weight(health: KindCount['health'] | undefined): number {
  return health ? health.failing * 1_000_000 + health.warning * 1_000 + health.progressing : 0
}

/** Where something may be looked at: the whole cluster (null), or these namespaces. */
export type HomePlace = { namespaces: readonly string[] | null }

/** What events warned of in the last hour. `total`: how many there are of them; fewer are read. */
export function useWarnings(place: HomePlace) {
  return useLookedAt(['warnings', place], async (since, signal) => {
    const { counted, series, single } = await queryData<WarningsAnswer>(warningsOperation, { ...place, since, first: most.warnings }, signal)
    const parts = [counted, series, single]
    return {
      events: parts.flatMap(({ items }) => items.map(({ _raw }) => _raw)),
      total: parts.reduce((sum, { items, total }) => sum + (total ?? items.length), 0),
    }
  })
}

/** What was changed in the last hour, the newest first. */
export function useRecentChanges(scope: CountScope) {
  return useLookedAt(['recent-changes', scope], async (since, signal) => {
    if (scope.everywhere.length + scope.within.length === 0) return mergeChanges([], most.changes)
    const { everywhere, within } = await queryData<RecentChangesAnswer>(
      recentChangesOperation,
      { ...scopeVariables(scope), since, first: most.changes },
      signal,
    )
    return mergeChanges([everywhere, within], most.changes)
  })
}

/** What happened in the last hour, looked at about each minute while the page is seen, less often where that takes long. */
function useLookedAt<T>(queryKey: readonly unknown[], read: (since: string, signal: AbortSignal) => Promise<T>) {
  const [pace] = useState(createPace)
  const looked = useQuery({
    queryKey,
    queryFn: ({ signal }) => pace.timed(() => read(new Date(Date.now() - hourMs).toISOString(), signal)),
    refetchInterval: () => pace.againMs(homeMs),
    refetchOnWindowFocus: true,
    retry: false,
  })
  return { data: looked.data, isPending: looked.isPending, ...shownState(looked) }
}
