import type { IncomingMessage } from 'node:http'
import { type GraphQLLimits, type GraphQLRequest, graphqlRequestSchema } from '#contract/graphql.ts'
import { AppError } from '#errors/app-error.ts'
import { parseExactJson } from '../../cache/exact-json.ts'
import { readJsonText } from '../../http/read-json.ts'
import { queryOf } from '../../http/route.ts'
import { jsonDepth } from '../limits/json-depth.ts'
import { refuseExcess } from '../limits/refuse.ts'

/** Where a server made or left a document of many: what may stand in the query of a GET (GraphQL over HTTP §5.3). */
const parameterNames = ['query', 'id', 'operationName', 'variables', 'extensions'] as const

/** The operation in the body of a POST. Throws UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, BAD_REQUEST, QUERY_TOO_LARGE. */
export async function readPosted(request: IncomingMessage, limits: GraphQLLimits): Promise<GraphQLRequest> {
  return parseRequest(await readJsonText(request, limits.bodyBytes), limits)
}

/** The operation in the query of a GET. Throws BAD_REQUEST, QUERY_TOO_LARGE. */
export function readAsked(request: IncomingMessage, limits: GraphQLLimits): GraphQLRequest {
  const parameters = queryOf(request)
  const [extra] = [...parameters.keys()].filter(name => !parameterNames.some(known => known === name))
  if (extra !== undefined) throw new AppError('BAD_REQUEST', `The query of the request may hold ${parameterNames.join(', ')} only.`)
  const values: Record<string, unknown> = {}
  for (const name of parameterNames) {
    const value = parameters.get(name)
    if (value !== null) values[name] = name === 'variables' || name === 'extensions' ? parseJson(value, limits) : value
  }
  return checkRequest(values)
}

/** An operation as JSON text. */
export function parseRequest(text: string, limits: GraphQLLimits): GraphQLRequest {
  return checkRequest(parseJson(text, limits))
}

/** JSON of no more depth than the limits allow; integers as they were. Throws BAD_REQUEST, QUERY_TOO_LARGE. */
export function parseJson(text: string, { jsonDepth: max }: Pick<GraphQLLimits, 'jsonDepth'>): unknown {
  if (jsonDepth(text, max) > max)
    throw refuseExcess({ limit: 'jsonDepth', value: null, max, what: 'The JSON of the request nests too deep', instead: 'Send it as YAML text, or in pieces.' })
  try {
    return parseExactJson(text)
  } catch {
    throw new AppError('BAD_REQUEST', 'The request is not JSON.')
  }
}

/** A parsed operation. WebSocket clients have to name a query: with an `id` it is empty, and the id may stand in the extensions. */
export function checkRequest(value: unknown): GraphQLRequest {
  if (Array.isArray(value)) {
    const text = "The request is a batch of operations: one is taken (limit 'batch'). Send each operation in a request of its own, or several fields in one."
    throw new AppError('QUERY_TOO_LARGE', text, { details: { limit: 'batch', max: 1, value: value.length } })
  }
  const parsed = graphqlRequestSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue?.path.join('.')
    throw new AppError('BAD_REQUEST', `The request is not as documented${where ? ` at '${where.slice(0, 100)}'` : ''}: ${issue?.message ?? 'unknown'}.`)
  }
  const { query, id = parsed.data.extensions?.['id'], ...rest } = parsed.data
  return { ...rest, ...(query ? { query } : {}), ...(typeof id === 'string' ? { id } : {}) }
}
