import type { z } from 'zod'
import { type GraphQLResponse, graphqlResponseSchema } from '../../lib/contract/graphql.ts'
import { graphqlPath, graphqlSchemaPath } from '../../lib/contract/graphql-paths.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import { isErrorCode } from '../../lib/errors/codes.ts'
import { stringifyExactJson } from '../kube/exact-json.ts'
import { parseJson } from '../kube/status.ts'
import { type Headers, readText } from '../kube/transport.ts'
import { readEventStream } from './event-stream.ts'
import { type LatchkeyService, ownFailure } from './service-proxy.ts'
import { sessionHeaders } from './session-headers.ts'

/** `variables` may hold integers of any size, as bigint. `operationName` null: the only one there is. */
export type Operation = { document: string; variables: Readonly<Record<string, unknown>>; operationName: string | null }
export type GraphQLErrors = NonNullable<GraphQLResponse['errors']>

const resultTypes = 'application/graphql-response+json, application/json'

/** Runs a query or mutation. @throws AppError where it was not run at all; what went wrong in it is in `errors` */
export async function runOperation(service: LatchkeyService, token: string, operation: Operation): Promise<GraphQLResponse> {
  const response = await post(service, token, operation, { accept: resultTypes })
  return readResult(service, response.status, await readText(response.body))
}

/** The data of an operation of our own. @throws AppError by the first error, where there is any */
export async function readData(service: LatchkeyService, token: string, document: string, variables: Operation['variables']): Promise<unknown> {
  const { data, errors = [] } = await runOperation(service, token, { document, variables, operationName: null })
  if (errors.length > 0) throw failureOf(errors)
  return data
}

/** One result of a subscription; `id` goes on after it, '' where it cannot. */
export type StreamedResult = { result: GraphQLResponse; id: string }

/**
 * Follows a subscription by server-sent events (GraphQL over SSE, distinct connections), from what has the id `lastEventId` on; ''
 * from the beginning. Ends when the server has completed it. @throws AppError, NOT_READY where the connection ends before
 */
export async function* followOperation(
  service: LatchkeyService,
  token: string,
  operation: Operation,
  { lastEventId, signal }: { lastEventId: string; signal: AbortSignal },
): AsyncGenerator<StreamedResult> {
  const more = lastEventId === '' ? {} : { 'last-event-id': lastEventId }
  const response = await post(service, token, operation, { accept: 'text/event-stream', ...more }, signal)
  if (!String(response.headers['content-type']).startsWith('text/event-stream')) {
    yield { result: await readResult(service, response.status, await readText(response.body)), id: '' }
    return
  }
  for await (const { event, data, id } of readEventStream(whole(response.body))) {
    if (event === 'complete') return
    if (event === 'next') yield { result: toResult(parseJson(data)), id }
  }
  throw new AppError('NOT_READY', 'The stream broke off.')
}

async function* whole(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (cause) {
    throw new AppError('NOT_READY', 'The stream broke off.', { cause })
  }
}

/** The whole schema as SDL. @throws AppError */
export async function readSchema(service: LatchkeyService, token: string): Promise<string> {
  const response = await service.send({ method: 'GET', path: graphqlSchemaPath, headers: sessionHeaders(token) })
  const text = await readText(response.body)
  if (response.status >= 400) throw (await service.refusal(response.status, text)) ?? ownFailure(response.status, text)
  return text
}

/** What an operation of our own gave, as it was written for. @throws NOT_READY for what is of another version */
export function understood<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data)
  if (!parsed.success) throw new AppError('NOT_READY', 'Latchkey in this cluster answers in a way that this version does not understand.')
  return parsed.data
}

/** Several errors as one: the code of the first, the text of each. */
export function failureOf(errors: GraphQLErrors): AppError {
  const [first] = errors
  const { code = '', requestId, reason, ...more } = first?.extensions ?? {}
  const text = errors
    .map(({ message, path = [] }) => (errors.length === 1 || path.length === 0 ? message : `${message} (at ${path.join('.')})`))
    .join('\nerror: ')
  const details = { ...more, ...(reason === undefined ? {} : { reason }), ...(code === 'INTERNAL' ? { requestId } : {}) }
  return new AppError(isErrorCode(code) ? code : 'INTERNAL', text, { details })
}

function post(service: LatchkeyService, token: string, { document, variables, operationName }: Operation, headers: Headers, signal?: AbortSignal) {
  const body = { query: document, variables, ...(operationName === null ? {} : { operationName }) }
  return service.send({
    method: 'POST',
    path: graphqlPath,
    headers: { ...sessionHeaders(token), 'content-type': 'application/json', ...headers },
    body: stringifyExactJson(body),
    ...(signal ? { signal } : {}),
  })
}

async function readResult(service: LatchkeyService, status: number, text: string): Promise<GraphQLResponse> {
  const parsed = graphqlResponseSchema.safeParse(parseJson(text))
  // A refusal of the kube-apiserver, or of ours before GraphQL began, is an object as well, without these.
  const isResult = parsed.success && (parsed.data.data !== undefined || parsed.data.errors !== undefined)
  if (!isResult) throw (await service.refusal(status, text)) ?? ownFailure(status, text)
  return toResult(parsed.data)
}

/** @throws AppError where nothing but an error came of it: a session that is over is then renewed as everywhere */
function toResult(value: unknown): GraphQLResponse {
  const { data = null, errors } = graphqlResponseSchema.parse(value)
  if (data === null && errors && errors.length > 0) throw failureOf(errors)
  return { data, ...(errors ? { errors } : {}) }
}
