import { AbortedGraphQLExecutionError, GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import type { GraphQLResponse } from '#contract/graphql.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import { isErrorCode } from '#errors/codes.ts'
import { sessionFields } from '../../http/route.ts'
import type { Session } from '../../services.ts'
import { RequestErrors } from './request-errors.ts'

export type ResponseError = NonNullable<GraphQLResponse['errors']>[number]
/** Whose operation it is that failed, for the answer and the log. */
export type Failed = { requestId: string; session: Session | null; logger: Logger }

/** Anything that kept an operation from being run or ended it, as errors of an answer. */
export function refusalErrors(thrown: unknown, requestId: string): ResponseError[] {
  if (thrown instanceof RequestErrors) return thrown.errors.map(error => requestError(error, requestId))
  const error = toAppError(thrown)
  return [{ message: error.message, extensions: extensionsOf(error, requestId) }]
}

/** The same as the one error that its HTTP status and its log line tell of. */
export function refusalOf(thrown: unknown): AppError {
  return thrown instanceof RequestErrors ? new AppError('QUERY_INVALID', thrown.errors[0]?.message) : toAppError(thrown)
}

/** Errors of single fields: each by its code. What is not known is INTERNAL, tells nothing, and is logged with its cause. */
export function fieldErrors(errors: readonly GraphQLError[], failed: Failed): ResponseError[] {
  let isLogged = false
  return errors.map(error => {
    const { locations, path } = error
    const known = knownError(error)
    // One line stands for all that failed in one operation.
    if (known.code === 'INTERNAL' && !isLogged) {
      isLogged = true
      logCause(known, failed, path)
    }
    const place = { ...(locations ? { locations: [...locations] } : {}), ...(path ? { path: [...path] } : {}) }
    return { message: known.message, ...place, extensions: extensionsOf(known, failed.requestId) }
  })
}

function knownError(error: GraphQLError): AppError {
  const cause = causeOf(error)
  if (cause instanceof AppError) return cause
  // Of the type system: a stored value is not what its type says.
  if (cause instanceof GraphQLError) return new AppError(isErrorCode(cause.extensions['code']) ? cause.extensions['code'] : 'INVALID', cause.message)
  return new AppError('INTERNAL', undefined, { cause: cause ?? error })
}

function causeOf(error: GraphQLError): unknown {
  if (error instanceof AbortedGraphQLExecutionError) return error.cause
  return error.originalError ?? error.cause ?? (isErrorCode(error.extensions['code']) ? error : undefined)
}

function requestError({ message, locations, path }: GraphQLError, requestId: string): ResponseError {
  const place = { ...(locations ? { locations: [...locations] } : {}), ...(path ? { path: [...path] } : {}) }
  return { message, ...place, extensions: { code: 'QUERY_INVALID', requestId } }
}

function extensionsOf({ code, details = {} }: AppError, requestId: string): ResponseError['extensions'] {
  const { reason, kubernetesStatus, details: causes, ...rest } = details
  const more = causes ?? (Object.keys(rest).length > 0 ? rest : undefined)
  return {
    code,
    requestId,
    ...(typeof reason === 'string' && reason !== '' ? { reason } : {}),
    ...(typeof kubernetesStatus === 'number' ? { kubernetesStatus } : {}),
    ...(more === undefined ? {} : { details: more }),
  }
}

function logCause({ cause }: AppError, { logger, requestId, session }: Failed, path?: readonly (string | number)[]): void {
  logger.error({ event: 'failed', requestId, ...sessionFields(session), code: 'INTERNAL', field: path?.join('.'), err: cause }, 'failed')
}
