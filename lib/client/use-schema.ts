import { useQuery } from '@tanstack/react-query'
import { graphqlSchemaPath } from '#contract/graphql-paths.ts'
import { indexSchema } from '#domain/schema-text.ts'
import { requestServer } from './request.ts'

const askedAgainMs = 60_000

/** The definitions of the whole schema, by name; undefined while they are read. The browser keeps the text as long as its hash stands. */
export function useSchema(): { schema: ReadonlyMap<string, readonly string[]> | undefined; error: unknown } {
  const { data, error } = useQuery({
    queryKey: ['schema'],
    queryFn: async ({ signal }) => indexSchema(await (await requestServer(graphqlSchemaPath, { accept: 'text/plain', cache: 'no-cache', signal })).text()),
    staleTime: askedAgainMs,
    structuralSharing: false,
  })
  return { schema: data, error }
}
