import { errorResponseSchema } from '#contract/error.ts'
import { graphqlResponseSchema } from '#contract/graphql.ts'
import { graphqlError } from '#domain/graphql-answer.ts'
import { isRecord } from '#domain/object-diff.ts'
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
  const own = errorResponseSchema.safeParse(body)
  if (own.success && isErrorCode(own.data.error.code)) {
    const { code, message, details } = own.data.error
    return new AppError(code, message, { details: { ...details, requestId: own.data.error.requestId } })
  }
  const refused = graphqlResponseSchema.safeParse(body).data?.errors?.[0]
  if (refused) return graphqlError(refused)
  const status = isRecord(body) && body['kind'] === 'Status' ? (body as KubeStatus) : {}
  const mapped = fromKubeStatus(httpStatus, status)
  return new AppError(mapped.code, mapped.message, { details: { ...mapped.details, requestId } })
}

/** What `fetch` throws when nothing answers at all: the tunnel or the server is gone. */
export function unreachable(cause: unknown): AppError {
  const text = 'The dashboard does not answer. If you opened it with `latchkey dashboard`, check that the command is still running.'
  return new AppError('CLUSTER_UNREACHABLE', text, { cause })
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined
  }
}
