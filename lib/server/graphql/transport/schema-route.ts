import type { Logger } from 'pino'
import { graphqlSchemaPath, schemaHashHeader } from '#contract/graphql-paths.ts'
import { createRoute, requireSession } from '../../http/route.ts'
import { refuseOtherSites } from '../../http/same-origin.ts'
import type { Route } from '../../services.ts'
import type { GraphQL } from '../run/graphql.ts'

/** GET /api/graphql/schema: the whole schema as SDL, for code generation; `If-None-Match` with its hash is answered 304. */
export function createGraphQLSchemaRoute({ logger, graphql }: { logger: Logger; graphql: GraphQL }): Route {
  return createRoute(logger, graphqlSchemaPath, {
    GET: async (request, response, context) => {
      requireSession(context)
      await refuseOtherSites(request, context)
      const schema = await graphql.schema()
      const etag = `"${schema.hash}"`
      response.setHeader('ETag', etag)
      response.setHeader(schemaHashHeader, schema.hash)
      if (isNamed(request.headers['if-none-match'], etag)) return void response.writeHead(304).end()
      const text = await schema.sdl()
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': Buffer.byteLength(text) }).end(text)
    },
  })
}

/** RFC 9110 §13.1.2: compared weakly, since what compresses on the way may have made it weak. */
function isNamed(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some(part => ['*', etag].includes(part.trim().replace(/^W\//, '')))
}
