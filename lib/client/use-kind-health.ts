import { queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type CountScope, type CountsAnswer, countsOperation, countVariables, type KindCount } from '#contract/operations/kinds.ts'
import { refusals } from '#domain/failure.ts'
import { resourceKey } from '#domain/resource.ts'
import { createPace, type Pace } from './pace.ts'
import { shownState } from './shown-state.ts'
import { queryWhereFollowed } from './subscription.ts'
import { useIsHydrated } from './use-is-hydrated.ts'

// Looking at every object costs the cluster a list of each kind: not for each page, and never for a page that nobody sees.
const freshMs = 60_000
/** The server lets go of a list a minute after it was last looked at: asked before that, it need not read it anew. */
export const homeMs = 50_000
/** Beside other pages the counts stand at the edge. */
const railMs = 180_000
/** How long the socket of a page that follows something is waited for: a replica that holds no list reads all of it to count. */
const socketMs = 1_500

/** Names what `useReadKindHealth` reads, for who only looks at it. */
export const healthQuery = { queryKey: ['kind-health'], staleTime: freshMs }

export type HealthByKind = Record<string, KindCount['health']>
/** `unread`: kinds (`resourceKey`) that could not be looked through just now, or not in full; what is told of them may be what was told before. */
export type CountedHealth = { health: HealthByKind; unread: string[] }

/** Reads how the objects of all kinds do, for the whole page: when it opens, when one goes on to another page a minute later, and as long as it is seen. */
export function useReadKindHealth(scope: CountScope | null, pathname: string): void {
  const [pace] = useState(createPace)
  const { isStale, isFetched, refetch } = useQuery(healthOptions(scope, pathname, pace))
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page is what asks.
  useEffect(() => {
    if (isStale && isFetched) void refetch()
  }, [pathname])
}

/** On Home about each minute, elsewhere each few; a page that was not seen for long asks as soon as it is. */
export function healthOptions(scope: CountScope | null, pathname: string, pace: Pace) {
  const isHome = pathname === '/'
  return queryOptions<CountedHealth>({
    ...healthQuery,
    queryFn:
      scope && scope.everywhere.length + scope.within.length > 0
        ? ({ signal, client, queryKey }) =>
            pace.timed(() => readHealth(scope, client.getQueryData<CountedHealth>(queryKey), signal, pathname.startsWith('/resources/') ? socketMs : 0))
        : skipToken,
    refetchInterval: () => pace.againMs(isHome ? homeMs : railMs),
    refetchOnWindowFocus: true,
  })
}

/** How the objects of one kind do: undefined while it is read, null where nobody could tell. */
export function useKindHealth(kind: { group: string; resource: string }): KindCount['health'] | undefined {
  const counted = useQuery<CountedHealth>({ ...healthQuery, queryFn: skipToken })
  // Rows that stream in late are hydrated after the answer came, and have to be what the server wrote until then.
  if (!useIsHydrated()) return undefined
  if (shownState(counted).failure) return null
  return counted.data && (counted.data.health[resourceKey(kind)] ?? null)
}

async function readHealth(scope: CountScope, before: CountedHealth | undefined, signal: AbortSignal, patienceMs: number): Promise<CountedHealth> {
  const { everywhere = [], within = [] } = await queryWhereFollowed<CountsAnswer>(countsOperation, countVariables(scope, true), signal, patienceMs)
  const counts = [...everywhere, ...within]
  const isUnread = ({ failure }: KindCount): boolean => failure !== null && !refusals.has(failure.code)
  const healthOf = (count: KindCount) => count.health ?? (isUnread(count) ? (before?.health[resourceKey(count)] ?? null) : null)
  return {
    health: Object.fromEntries(counts.map(count => [resourceKey(count), healthOf(count)])),
    unread: counts.filter(isUnread).map(resourceKey),
  }
}
