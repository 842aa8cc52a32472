import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import { kindSchemaPath } from '#contract/kind-schema.ts'
import { kindSchema } from '#domain/form/schema-document.ts'
import { AppError } from '#errors/app-error.ts'
import { createRoute, queryOf, requireSession } from '../http/route.ts'
import { refuseOtherSites } from '../http/same-origin.ts'
import type { Route } from '../services.ts'

/** The schema of one kind with all that it refers to, for forms and editors; what it says is public to who is signed in, as discovery is. */
export function createKindSchemaRoute(logger: Logger): Route {
  return createRoute(logger, kindSchemaPath, {
    GET: async (request, response, context) => {
      requireSession(context)
      await refuseOtherSites(request, context)
      const query = queryOf(request)
      const [group, version, kind] = ['group', 'version', 'kind'].map(name => query.get(name) ?? '') as [string, string, string]
      if (!/^[\w.-]{0,253}$/.test(group) || !/^\w{1,63}$/.test(version) || !/^\w{1,253}$/.test(kind))
        throw new AppError('BAD_REQUEST', 'group, version and kind have to name a kind.')
      const found = kindSchema(await context.services.openApiDocument(group, version), { group, version, kind })
      if (found === null) throw new AppError('NOT_FOUND', `The cluster publishes no schema of ${kind} in ${group === '' ? version : `${group}/${version}`}.`)
      const body = Buffer.from(JSON.stringify(found))
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
      response.setHeader('ETag', etag)
      response.setHeader('Cache-Control', 'private, no-cache')
      if (request.headers['if-none-match']?.includes(etag)) return void response.writeHead(304).end()
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length }).end(body)
    },
  })
}
