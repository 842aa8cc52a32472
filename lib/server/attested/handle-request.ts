import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { AppError } from '#errors/app-error.ts'
import { logRefused, pathnameOf } from '../http/route.ts'
import { discoveryDocument } from './discovery-documents.ts'
import { type FrontProxy, requireFrontProxy } from './front-proxy.ts'
import { createLoginRequest, type LoginRequestDeps, loginRequestPath } from './login-request.ts'
import { remoteIdentity } from './remote-identity.ts'
import { sendObject, sendStatus } from './send-status.ts'
import { requireVouchedUid } from './vouched-uid.ts'

export type AttestedRequestDeps = LoginRequestDeps & { frontProxy: () => FrontProxy | null; kubernetesVersion: () => Promise<string> }

/**
 * One request to the attested listener: discovery, or a LoginRequest. The front proxy proves itself first, and nothing of
 * the request is looked at before. Whatever goes wrong is logged once and answered as a Status.
 */
export async function handleAttestedRequest(deps: AttestedRequestDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = requestIdOf(request)
  try {
    const frontProxy = deps.frontProxy()
    if (!frontProxy) throw new AppError('NOT_READY', 'This cluster has no front proxy that could say who calls.')
    requireFrontProxy(request.socket as TLSSocket, frontProxy, deps.now())
    const identity = remoteIdentity(request.rawHeaders)
    if (identity.uid !== '') requireVouchedUid(identity.uid, await deps.kubernetesVersion())
    const path = pathnameOf(request)
    if (path === loginRequestPath) {
      if (request.method !== 'POST') throw notAllowed(response, 'POST')
      return await createLoginRequest(deps, request, response, { identity, requestId })
    }
    const document = discoveryDocument(path, request.headers.accept ?? '')
    if (!document) throw new AppError('NOT_FOUND', 'This API has LoginRequests only.')
    if (request.method !== 'GET') throw notAllowed(response, 'GET')
    sendObject(response, 200, document.body, document.contentType)
  } catch (error) {
    logRefused(deps.logger, { requestId, session: null, method: request.method, path: request.url ?? '' }, error)
    if (response.headersSent) return void response.destroy()
    // What is left of a body that is not read must not be taken for the next request.
    if (!request.complete) response.setHeader('Connection', 'close')
    sendStatus(response, error)
  }
}

/** The kube-apiserver's own id of the request, which its audit log has too. */
function requestIdOf({ headers }: IncomingMessage): string {
  const auditId = headers['audit-id']
  return typeof auditId === 'string' && /^[0-9a-f-]{36}$/.test(auditId) ? auditId : randomUUID()
}

function notAllowed(response: ServerResponse, method: string): AppError {
  response.setHeader('Allow', method)
  return new AppError('METHOD_NOT_ALLOWED', `This path answers ${method} only.`)
}
