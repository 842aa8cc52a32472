import { request } from 'undici'
import { graphqlPath } from '../../lib/contract/graphql-paths.ts'
import type { Caller } from './ask.ts'
import { createQueue, type Results } from './results.ts'

/** What an operation is: as the body of a POST has it. */
export type Operation = { query: string; variables?: Readonly<Record<string, unknown>> }

/** A subscription as GraphQL over SSE has it (graphql-sse PROTOCOL.md, distinct connections mode). `stall`: bytes stay where they are until `flow`. */
export type SseResults = Results & { stall(): void; flow(): void }

export async function openSse({ origin, token }: Caller, operation: Operation): Promise<SseResults> {
  const { statusCode, headers, body } = await request(`${origin}${graphqlPath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-latchkey-session': token },
    body: JSON.stringify(operation),
    bodyTimeout: 0,
  })
  if (statusCode !== 200 || !String(headers['content-type']).startsWith('text/event-stream')) {
    const text = await body.text()
    throw new Error(`the subscription was answered ${statusCode}: ${text}`)
  }
  const queue = createQueue(() => body.destroy())
  let text = ''
  body.setEncoding('utf8')
  body.on('data', (chunk: string) => {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      take(text.slice(0, end))
      text = text.slice(end + 2)
    }
  })
  // An end without `complete` is a connection that broke.
  body.on('end', () => queue.end('broken')).on('error', () => queue.end('broken'))
  body.on('close', () => queue.end('broken'))
  const take = (block: string): void => {
    const lines = block.split('\n')
    const event = lines
      .find(line => line.startsWith('event:'))
      ?.slice(6)
      .trim()
    const data = lines
      .filter(line => line.startsWith('data:'))
      .map(line => line.slice(5).trim())
      .join('\n')
    if (event === 'next') queue.push(JSON.parse(data))
    if (event === 'complete') queue.end('complete')
  }
  return { ...queue.results, stall: () => void body.pause(), flow: () => void body.resume() }
}
