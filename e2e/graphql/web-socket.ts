import { WebSocket } from 'ws'
import { graphqlPath } from '../../lib/contract/graphql-paths.ts'
import type { Caller } from './ask.ts'
import { createQueue, type Queue, type Results } from './results.ts'
import type { Operation } from './sse.ts'

/** One connection of graphql-transport-ws (graphql-ws PROTOCOL.md) and the operations on it. */
export type GraphQLSocket = { subscribe(operation: Operation): Results; closed(): number | null; close(): void }

export function openSocket({ origin, token }: Caller): Promise<GraphQLSocket> {
  // A tunnel lets no WebSocket in without its Origin.
  const headers = { 'x-latchkey-session': token, origin: new URL(origin).origin }
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${graphqlPath}`, 'graphql-transport-ws', { headers })
  const queues = new Map<string, Queue>()
  let closed: number | null = null
  let count = 0
  const subscribe = (operation: Operation): Results => {
    count += 1
    const id = String(count)
    const queue = createQueue(() => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ type: 'complete', id })))
    queues.set(id, queue)
    socket.send(JSON.stringify({ type: 'subscribe', id, payload: operation }))
    return queue.results
  }
  return new Promise((resolve, reject) => {
    socket.on('open', () => socket.send('{"type":"connection_init"}'))
    socket.on('message', raw => {
      const message = JSON.parse(String(raw)) as { type: string; id?: string; payload?: unknown }
      const queue = queues.get(message.id ?? '')
      if (message.type === 'connection_ack') resolve({ subscribe, closed: () => closed, close: () => socket.terminate() })
      if (message.type === 'ping') socket.send('{"type":"pong"}')
      if (message.type === 'next') queue?.push(message.payload)
      // An operation that was refused ends with its errors and no `complete`.
      if (message.type === 'error') queue?.push({ errors: message.payload })
      if (message.type === 'error' || message.type === 'complete') queue?.end('complete')
    })
    socket.on('unexpected-response', (_, answer) => reject(new Error(`the WebSocket was answered ${answer.statusCode}`)))
    socket.on('error', reject)
    socket.on('close', code => {
      closed = code
      for (const queue of queues.values()) queue.end(`closed ${code}`)
      reject(new Error(`the WebSocket was closed with ${code}`))
    })
  })
}
