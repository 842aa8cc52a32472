import type { ServerResponse } from 'node:http'
import { loginRequestGroup } from '#contract/login.ts'
import { toAppError } from '#errors/app-error.ts'

/** Kubernetes' own reasons, for clients that know nothing of our codes. */
const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  408: 'Timeout',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  429: 'TooManyRequests',
  502: 'ServiceUnavailable',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

/** Anything thrown, as a meta/v1 Status. Our own code is the reason of its one cause: `details.causes[0].reason`. */
export function sendStatus(response: ServerResponse, thrown: unknown): void {
  const { code, message, status } = toAppError(thrown)
  sendObject(response, status, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: reasons[status] ?? 'InternalError',
    details: { group: loginRequestGroup.group, kind: loginRequestGroup.resource, causes: [{ reason: code, message }] },
    code: status,
  })
}

/** A JSON answer that nobody keeps. */
export function sendObject(response: ServerResponse, status: number, body: unknown, contentType = 'application/json'): void {
  const text = JSON.stringify(body)
  response.setHeader('Cache-Control', 'no-store')
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(text) }).end(text)
}
