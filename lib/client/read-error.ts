import type { ErrorResponse } from '#contract/error.ts'
import type { GraphQLResponse } from '#contract/graphql.ts'
import { graphqlError } from '#domain/graphql-answer.ts'
import { isRecord } from '#domain/object-diff.ts'
import { english } from '#domain/text.ts'
import { AppError } from '#errors/app-error.ts'
import { isErrorCode } from '#errors/codes.ts'
import { fromKubeStatus, type KubeStatus } from '#errors/status.ts'

/** A refusal of our server, of its GraphQL API, or of the kube-apiserver, whichever wrote the body, as one AppError. */
export async function readError(response: Response): Promise<AppError> {
  const requestId = response.headers.get('x-request-id') ?? ''
  return errorFromBody(response.status, await readJson(response), requestId)
}

/** `body` is what the answer held as JSON, or undefined. */
export function errorFromBody(httpStatus: number, body: unknown, requestId = ''): AppError {
  if (isErrorResponse(body)) {
    const { code, message, details, requestId: named } = body.error
    if (isErrorCode(code)) return new AppError(code, message, { details: { ...details, requestId: named } })
  }
  const refused = isRecord(body) && Array.isArray(body['errors']) ? body['errors'].find(isGraphQLError) : undefined
  if (refused) return graphqlError(refused)
  const status = isRecord(body) && body['kind'] === 'Status' ? (body as KubeStatus) : {}
  const mapped = fromKubeStatus(httpStatus, status)
  return new AppError(mapped.code, mapped.message, { details: { ...mapped.details, requestId } })
}

/** What `fetch` throws when nothing answers at all: the tunnel or the server is gone. */
export function unreachable(cause: unknown): AppError {
  const text = english('The dashboard does not answer. If you opened it with `latchkey dashboard`, check that the command is still running.')
  return new AppError('CLUSTER_UNREACHABLE', text, { cause })
}

// By hand: what checks schemas weighs more than all of a page's own script.
function isErrorResponse(body: unknown): body is ErrorResponse {
  const error = isRecord(body) ? body['error'] : undefined
  return (
    isRecord(error) &&
    ['code', 'message', 'requestId'].every(name => typeof error[name] === 'string') &&
    (error['details'] === undefined || isRecord(error['details']))
  )
}

function isGraphQLError(error: unknown): error is NonNullable<GraphQLResponse['errors']>[number] {
  return isRecord(error) && typeof error['message'] === 'string' && isRecord(error['extensions']) && typeof error['extensions']['code'] === 'string'
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined
  }
}
