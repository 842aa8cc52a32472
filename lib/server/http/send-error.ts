import type { ServerResponse } from 'node:http'
import type { ErrorResponse } from '#contract/error.ts'
import { toAppError } from '#errors/app-error.ts'
import { sendJson } from './send-json.ts'

/** Anything thrown, as the one error shape with its HTTP status. What is unknown becomes INTERNAL and tells nothing. */
export function sendError(response: ServerResponse, thrown: unknown, requestId: string): void {
  const { code, message, status, details } = toAppError(thrown)
  const body: ErrorResponse = { error: { code, message, requestId, ...(details ? { details } : {}) } }
  response.setHeader('X-Request-Id', requestId)
  sendJson(response, status, body)
}
