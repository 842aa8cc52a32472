import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { type GraphQLResponse, graphqlResponseSchema } from '../../lib/contract/graphql.ts'
import { graphqlPath, schemaHashHeader } from '../../lib/contract/graphql-paths.ts'
import type { User } from '../cluster.ts'
import { latchkey } from '../latchkey.ts'
import { podOrigin } from '../pods.ts'

/** Where the specs ask: a ready pod, or the server that LATCHKEY_E2E_ORIGIN names (one outside of the cluster, for those who work on it). */
export function graphqlOrigin(): string {
  return process.env['LATCHKEY_E2E_ORIGIN'] ?? podOrigin()
}

/** One session at one replica. */
export type Caller = { readonly origin: string; readonly token: string }

const tokens = new Map<User, string>()

/** A session of a demo user, one for all that asks; every replica takes it. */
export function tokenOf(user: User): string {
  const token = tokens.get(user) ?? freshToken(user)
  tokens.set(user, token)
  return token
}

/** A session of its own, which a test may end. */
export function freshToken(user: User): string {
  const run = latchkey(user, ['login', '-o', 'json'])
  if (run.code !== 0) throw new Error(`latchkey login as ${user} ended with ${run.code}: ${run.stderr}`)
  return (JSON.parse(run.stdout) as { token: string }).token
}

export const callerOf = (user: User, origin = graphqlOrigin()): Caller => ({ origin, token: tokenOf(user) })

type GraphQLError = NonNullable<GraphQLResponse['errors']>[number]
export type Answered<T> = { status: number; schema: string; data: T; errors: GraphQLError[]; codes: string[]; text: string }

/** Far more at once than a pool would open by itself; a test says itself how many are in flight. */
const agent = new Agent({ connections: 256, pipelining: 1, bodyTimeout: 120_000, headersTimeout: 120_000 })

/** An operation and what came back; an answer of our error shape (no session, say) has its code in `codes`, too. */
export async function ask<T = Record<string, unknown>>(
  { origin, token }: Caller,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered<T>> {
  const credentials: Record<string, string> = token === '' ? {} : { 'x-latchkey-session': token }
  return post<T>(origin, JSON.stringify({ query, variables }), { ...credentials, ...headers })
}

/** A body as it stands. */
export async function post<T>(origin: string, body: string | Buffer, headers: Readonly<Record<string, string>>): Promise<Answered<T>> {
  const answer = await request(`${origin}${graphqlPath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json', ...headers },
    body,
    dispatcher: agent,
  })
  const text = await answer.body.text()
  return { status: answer.statusCode, schema: String(answer.headers[schemaHashHeader] ?? ''), text, ...readAnswer<T>(text) }
}

function readAnswer<T>(text: string): { data: T; errors: GraphQLError[]; codes: string[] } {
  const json: unknown = JSON.parse(text)
  const own = (json as { error?: { code?: string } }).error?.code
  if (own !== undefined) return { data: null as T, errors: [], codes: [own] }
  const { data, errors = [] } = graphqlResponseSchema.parse(json)
  return { data: (data ?? null) as T, errors, codes: errors.map(error => error.extensions.code) }
}

/** The data of an operation that must have no error; one that comes too soon after others is asked again when it may be. */
export async function data<T>(caller: Caller, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
  const answer = await ask<T>(caller, query, variables)
  const { retryAfterSeconds } = (answer.errors[0]?.extensions.details ?? {}) as { retryAfterSeconds?: number }
  if (answer.status === 429 && retryAfterSeconds !== undefined) {
    await delay(retryAfterSeconds * 1_000)
    return data(caller, query, variables)
  }
  if (answer.status !== 200 || answer.codes.length > 0) throw new Error(`answered ${answer.status}: ${answer.text.slice(0, 2_000)}`)
  return answer.data
}
