import { skipToken, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type CountScope, type CountsAnswer, countsOperation, countVariables, type KindCount } from '#contract/operations/kinds.ts'
import { resourceKey } from '#domain/resource.ts'
import { queryData } from './graphql-request.ts'
import { useIsHydrated } from './use-is-hydrated.ts'

const queryKey = ['kind-health']
// Looking at every object costs the cluster a list of each kind: not for each page, and never for a page that nobody uses.
const freshMs = 60_000

type HealthByKind = Record<string, KindCount['health']>

/** Reads how the objects of all kinds do, for the whole page: when it opens, and when one goes on to another page a minute later. */
export function useReadKindHealth(scope: CountScope | null, pathname: string): void {
  const { isStale, isFetched, refetch } = useQuery({
    queryKey,
    queryFn: scope && scope.everywhere.length + scope.within.length > 0 ? ({ signal }) => readHealth(scope, signal) : skipToken,
    staleTime: freshMs,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page is what asks.
  useEffect(() => {
    if (isStale && isFetched) void refetch()
  }, [pathname])
}

/** How the objects of one kind do: undefined while it is read, null where nobody could tell. */
export function useKindHealth(kind: { group: string; resource: string }): KindCount['health'] | undefined {
  const { data, isError } = useQuery<HealthByKind>({ queryKey, queryFn: skipToken, staleTime: freshMs })
  // Rows that stream in late are hydrated after the answer came, and have to be what the server wrote until then.
  if (!useIsHydrated()) return undefined
  return isError ? null : data && (data[resourceKey(kind)] ?? null)
}

async function readHealth(scope: CountScope, signal: AbortSignal): Promise<HealthByKind> {
  const { everywhere = [], within = [] } = await queryData<CountsAnswer>(countsOperation, countVariables(scope, true), signal)
  return Object.fromEntries([...everywhere, ...within].map(count => [resourceKey(count), count.health]))
}
