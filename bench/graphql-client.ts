import { once } from 'node:events'
import { type Dispatcher, request } from 'undici'
import { WebSocket } from 'ws'
import type { User } from '../e2e/cluster.ts'
import { latchkey } from '../e2e/latchkey.ts'
import { createEventReader } from '../lib/client/event-stream.ts'
import type { GraphQLResponse } from '../lib/contract/graphql.ts'
import { graphqlPath } from '../lib/contract/graphql-paths.ts'
import { sessionHeader } from '../lib/contract/headers.ts'

/** A server and a session at it. */
export type Caller = { origin: string; token: string }

/** The token of a new session. */
export function newSession(user: User = 'admin'): string {
  const { code, stdout, stderr } = latchkey(user, ['login', '-o', 'json'])
  if (code !== 0) throw new Error(`latchkey login ended with ${code}: ${stderr}`)
  return (JSON.parse(stdout) as { token: string }).token
}

/** An answer as it came, whatever it says. */
export async function ask({ origin, token }: Caller, body: object, dispatcher?: Dispatcher): Promise<{ status: number; answer: GraphQLResponse }> {
  const headers = { 'content-type': 'application/json', accept: 'application/json', [sessionHeader]: token }
  const { statusCode, body: answered } = await request(origin + graphqlPath, {
    ...{ method: 'POST', headers, body: JSON.stringify(body) },
    ...(dispatcher ? { dispatcher } : {}),
  })
  return { status: statusCode, answer: JSON.parse(await answered.text()) as GraphQLResponse }
}

/** The data of an answer. Throws where it holds an error. */
export async function query(caller: Caller, text: string, variables: Record<string, unknown>, dispatcher?: Dispatcher): Promise<Record<string, unknown>> {
  const { status, answer } = await ask(caller, { query: text, variables }, dispatcher)
  if (status !== 200 || answer.errors || !answer.data) throw new Error(`the server answered ${status}: ${JSON.stringify(answer.errors ?? null).slice(0, 500)}`)
  return answer.data
}

export type Subscriber = { close(): void }

/** One subscription over a request of its own (SSE). Resolves when its answer has begun. */
export async function subscribeByEvents(caller: Caller, text: string, variables: object, onAnswer: (answer: GraphQLResponse) => void): Promise<Subscriber> {
  const stop = new AbortController()
  const { statusCode, body } = await request(caller.origin + graphqlPath, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', [sessionHeader]: caller.token },
    body: JSON.stringify({ query: text, variables }),
    signal: stop.signal,
    headersTimeout: 60_000,
    bodyTimeout: 0,
  })
  if (statusCode !== 200) throw new Error(`the subscription was answered ${statusCode}: ${await body.text()}`)
  const read = createEventReader(onAnswer)
  body.setEncoding('utf8').on('data', (piece: string) => void read(piece))
  body.on('error', () => undefined)
  return { close: () => stop.abort() }
}

/** Subscriptions over one WebSocket (graphql-transport-ws). */
export async function openSocket({ origin, token }: Caller): Promise<{
  subscribe(text: string, variables: object, onAnswer: (answer: GraphQLResponse) => void): Subscriber
  close(): void
}> {
  const socket = new WebSocket(origin.replace(/^http/, 'ws') + graphqlPath, 'graphql-transport-ws', { headers: { [sessionHeader]: token } })
  const receivers = new Map<string, (answer: GraphQLResponse) => void>()
  await once(socket, 'open')
  socket.send('{"type":"connection_init"}')
  const acknowledged = once(socket, 'message')
  await acknowledged
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as { id?: string; type: string; payload?: GraphQLResponse | GraphQLResponse['errors'] }
    if (frame.type === 'ping') socket.send('{"type":"pong"}')
    if (frame.type === 'error') throw new Error(`a subscription was refused: ${JSON.stringify(frame.payload)}`)
    if (frame.type === 'next') receivers.get(frame.id ?? '')?.(frame.payload as GraphQLResponse)
  })
  return {
    subscribe(text, variables, onAnswer) {
      const id = String(receivers.size)
      receivers.set(id, onAnswer)
      socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query: text, variables } }))
      return { close: () => socket.send(JSON.stringify({ id, type: 'complete' })) }
    },
    close: () => socket.close(),
  }
}
