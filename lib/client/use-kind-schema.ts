import { useQuery } from '@tanstack/react-query'
import { kindSchemaPath } from '#contract/kind-schema.ts'
import type { KindSchema } from '#domain/form/schema-document.ts'
import type { ServedResource } from '#domain/resource.ts'
import { requestServer } from './request.ts'

/** The schema of a kind, kept by the browser as long as the cluster has the same. */
export function useKindSchema({ group, version, kind }: Pick<ServedResource, 'group' | 'version' | 'kind'>) {
  return useQuery({
    queryKey: ['kind-schema', group, version, kind],
    queryFn: async ({ signal }) =>
      (await (await requestServer(kindSchemaPath, { query: { group, version, kind }, cache: 'no-cache', signal })).json()) as KindSchema,
    staleTime: 60_000,
    retry: false,
  })
}
