import type { Logger } from 'pino'
import { type AccessResponse, accessRequestSchema } from '#contract/access.ts'
import { readJson } from '../http/read-json.ts'
import { createRoute, requireSession } from '../http/route.ts'
import { requireSameOrigin } from '../http/same-origin.ts'
import { sendJson } from '../http/send-json.ts'
import type { Route } from '../services.ts'

/** POST /api/v1/access: a batch of access questions about the session's own identity. */
export function createAccessRoute(logger: Logger): Route {
  return createRoute(logger, '/api/v1/access', {
    POST: async (request, response, context) => {
      const session = requireSession(context)
      await requireSameOrigin(request, context)
      const { questions } = await readJson(request, accessRequestSchema)
      const answers: AccessResponse = { answers: await context.services.reviewAccess(session, questions) }
      sendJson(response, 200, answers)
    },
  })
}
