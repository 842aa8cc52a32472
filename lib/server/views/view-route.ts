import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Identity } from '#contract/identity.ts'
import { type ViewResponse, viewRequestSchema } from '#contract/view.ts'
import { AppError } from '#errors/app-error.ts'
import { readJson } from '../http/read-json.ts'
import { createRoute, requireSession, sessionFields } from '../http/route.ts'
import { requireSameOrigin } from '../http/same-origin.ts'
import { sendJson } from '../http/send-json.ts'
import { identityKey } from '../identity-key.ts'
import { type ImpersonationMode, identityHeaders } from '../kube/identity-headers.ts'
import type { RequestContext, Route } from '../services.ts'
import { mountTag } from '../session/cookie-scope.ts'
import { presentsBy } from '../session/read-session.ts'
import type { SessionCookie } from '../session/session-cookie.ts'
import type { PackedCapabilities } from '../session/session-token.ts'
import { signedInAs } from '../signed-in-as.ts'
import type { ViewRights } from './view-rights.ts'
import { viewedIdentity } from './viewed-identity.ts'

export type ViewDeps = {
  logger: Logger
  cookie: SessionCookie
  rights: ViewRights
  impersonationMode: () => Promise<ImpersonationMode>
  capabilitiesOf: (identity: Identity) => Promise<{ packed: PackedCapabilities }>
}

/**
 * POST /api/v1/view: from now on the browser's session acts as somebody else, whom its user may impersonate; each request
 * asks anew whether they may. DELETE goes back. Throws FORBIDDEN with the verb and resource that are missing,
 * IDENTITY_REFUSED for those that Latchkey acts as for nobody, BAD_REQUEST without a cookie: with a token there is `kubectl --as`.
 */
export function createViewRoute(deps: ViewDeps): Route {
  const { logger, cookie } = deps
  /** Identities whose view is being looked into: what one may do is asked about in hundreds of questions. */
  const beginning = new Set<string>()
  return createRoute(logger, '/api/v1/view', {
    POST: async (request, response, context) => {
      const session = requireSession(context)
      await requireSameOrigin(request, context)
      requireBrowser(request)
      const viewed = viewedIdentity(await readJson(request, viewRequestSchema))
      const viewer = identityKey(signedInAs(session))
      if (beginning.has(viewer)) throw new AppError('TOO_MANY_REQUESTS', 'Another view of yours is just beginning. Try again when it has.')
      beginning.add(viewer)
      try {
        await begin(deps, request, response, context, viewed)
      } finally {
        beginning.delete(viewer)
      }
    },
    DELETE: async (request, response, context) => {
      const session = requireSession(context)
      await requireSameOrigin(request, context)
      requireBrowser(request)
      const token = await cookie.read(request, mountTag(context.prefix))
      if (token !== null) await cookie.write(request, response, context.prefix, token, session.expiresAtMs)
      logger.info({ event: 'view-ended', requestId: context.requestId, ...sessionFields(session) }, 'views as themselves')
      response.writeHead(204).end()
    },
  })
}

async function begin(
  { logger, cookie, rights, impersonationMode, capabilitiesOf }: ViewDeps,
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
  viewed: Identity,
): Promise<void> {
  const session = requireSession(context)
  const line = { requestId: context.requestId, ...sessionFields(session), viewedAs: viewed.name, viewedGroups: viewed.groups }
  const denied = await rights.whyNot(signedInAs(session), viewed)
  if (denied !== null) {
    logger.info({ event: 'view-refused', ...line }, 'may not view as')
    throw new AppError('FORBIDDEN', denied)
  }
  identityHeaders(viewed, await impersonationMode())
  logger.info({ event: 'view-begun', ...line }, 'views as')
  const { packed } = await capabilitiesOf(viewed)
  const token = await cookie.read(request, mountTag(context.prefix))
  if (token === null) throw new AppError('UNAUTHENTICATED')
  await cookie.write(request, response, context.prefix, token, session.expiresAtMs, { identity: viewed, packed })
  const answer: ViewResponse = { user: viewed.name, groups: viewed.groups }
  sendJson(response, 200, answer)
}

function requireBrowser(request: IncomingMessage): void {
  if (presentsBy(request) === 'header') throw new AppError('BAD_REQUEST', 'A view belongs to the session of a browser.')
}
