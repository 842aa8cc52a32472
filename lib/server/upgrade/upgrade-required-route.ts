import type { Logger } from 'pino'
import { AppError } from '#errors/app-error.ts'
import { logRefused, namedIn, pathnameOf } from '../http/route.ts'
import { sendError } from '../http/send-error.ts'
import type { Route } from '../services.ts'
import type { UpgradeRoute } from './upgrade-route.ts'

/** The paths of WebSockets, asked for without an upgrade: 426, which names what to upgrade to (RFC 9110 §15.5.22). */
export function createUpgradeRequiredRoute(logger: Logger, upgrades: readonly UpgradeRoute[]): Route {
  return async (request, response, { requestId, sessionResult }) => {
    const route = upgrades.find(({ matches }) => matches(pathnameOf(request)))
    if (!route) return false
    const isGet = request.method === 'GET'
    response.setHeader(isGet ? 'Upgrade' : 'Allow', isGet ? 'websocket' : 'GET')
    const error = new AppError(isGet ? 'UPGRADE_REQUIRED' : 'METHOD_NOT_ALLOWED')
    logRefused(logger, { requestId, session: namedIn(sessionResult), method: request.method, path: route.loggedPath }, error)
    sendError(response, error, requestId)
    return true
  }
}
