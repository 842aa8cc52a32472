import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { KubeObject } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { hasRoundedIntegers } from '#domain/exact-json.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import type { ServedResource } from '#domain/resource.ts'
import { readExact, sendExact } from './exact-kube.ts'

/** An object with all digits of its whole numbers, which are bigint beyond 2^53: read once more where the page's own has such. Null until it is here. */
export function useExactObject(resource: ServedResource, object: KubeObject): { exact: KubeObject | null; failure: Failure | null } {
  const isRounded = useMemo(() => hasRoundedIntegers(object), [object])
  const { uid, resourceVersion, namespace, name } = object.metadata
  const { data = null, error } = useQuery({
    queryKey: ['exact-object', uid, resourceVersion],
    queryFn: async ({ signal }) => readExact<KubeObject>(await sendExact(apiPath({ ...resource, namespace, name }), { signal })),
    enabled: isRounded,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    placeholderData: before => before,
  })
  return { exact: isRounded ? data : object, failure: error && toFailure(error) }
}
