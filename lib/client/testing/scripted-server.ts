// biome-ignore lint/style/noRestrictedImports: tests run in Node.
import { once } from 'node:events'
// biome-ignore lint/style/noRestrictedImports: tests run in Node.
import { createServer, type ServerResponse } from 'node:http'
// biome-ignore lint/style/noRestrictedImports: tests run in Node.
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'

type Body = { id?: string; query?: string; variables: Record<string, unknown> }

/** Our server where no socket passes, over real HTTP, and a tab's globals around the test. */
export type ScriptedServer = {
  /** All that was asked, in order. */
  asked: Body[]
  /** One for each subscription. */
  scripts: ((response: ServerResponse) => unknown)[]
  /** Answers the persisted queries. */
  answer: (body: Body) => unknown
  /** Where the subscriptions wanted to go on from. */
  tokens(): unknown[]
  close(): void
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  let subscriptions = 0
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return void response.writeHead(request.url === '/api/v1/session' ? 200 : 426).end('{}')
    const body = JSON.parse((await request.toArray()).join('')) as Body
    scripted.asked.push(body)
    if (body.id !== undefined) return void response.end(JSON.stringify(await scripted.answer(body)))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    scripted.scripts[subscriptions++]?.(response)
  })
  const scripted: ScriptedServer = {
    asked: [],
    scripts: [],
    answer: () => ({}),
    tokens: () => scripted.asked.filter(({ id }) => id === undefined).map(({ variables }) => variables['resumeFrom']),
    close() {
      vi.unstubAllGlobals()
      server.closeAllConnections()
      server.close()
    },
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.stubGlobal('document', { hidden: false, querySelector: () => null, addEventListener() {}, removeEventListener() {} })
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 0))
  vi.stubGlobal('cancelAnimationFrame', (id: number) => clearTimeout(id))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.stubGlobal('location', { href: `${origin}/` })
  vi.stubGlobal('__bp', () => origin)
  return scripted
}

/** An answer of a subscription, as its event. */
export function nextEvent(answer: unknown): string {
  return `event: next\ndata: ${JSON.stringify(answer)}\n\n`
}

/** A refusal, with which a subscription ends. */
export function refusalEvents(code: string): string {
  return `${nextEvent(refused(code))}event: complete\n\n`
}

/** The answer to an operation that is refused. */
export function refused(code: string): unknown {
  return { errors: [{ message: 'no', extensions: { code, requestId: 'r' } }] }
}
