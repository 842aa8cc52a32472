import type { IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import type { GlobalOptions } from '../invocation.ts'
import type { Terminal } from '../io/terminal.ts'
import { parseJson } from '../kube/status.ts'
import { readText } from '../kube/transport.ts'
import { servicePath } from '../services/service-proxy.ts'
import { kubeconfigYaml } from './kubeconfig.ts'
import { localServer, statusBody } from './local-server.ts'
import { tempFolder } from './temp-folder.ts'

export type AskedOperation = { query: string; variables: Record<string, unknown>; operationName?: string; token: string; lastEventId?: string }

/** How the API answers: a result, a refusal with its HTTP status, or a function that writes the answer. */
export type ApiAnswer = { data?: unknown; errors?: unknown } | { status: number; body: unknown } | ((response: ServerResponse) => void)

export type ApiServer = {
  global: GlobalOptions
  terminal: Terminal
  stdout(): string
  stderr(): string
  /** What Ctrl-C does. */
  stop(): void
  asked: AskedOperation[]
}

/** Latchkey with a GraphQL API and sessions `t-1`, `t-2`, … behind a kube-apiserver; paths of `get` are answered by `others`. */
export async function apiServer(
  answer: (asked: AskedOperation) => ApiAnswer,
  others: (path: string, request: IncomingMessage) => unknown = () => undefined,
): Promise<ApiServer> {
  const asked: AskedOperation[] = []
  let logins = 0
  const server = await localServer((request, response) => void respond(request, response))

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.replace(servicePath, '') ?? ''
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
    if (path.startsWith('/apis/login.latchkey.dev/')) {
      logins += 1
      const user = { name: 'jane', uid: '', groups: [], extra: {} }
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
      return void send(201, { status: { user, method: 'attested', capabilities: {}, token: `t-${logins}`, expiresAt, wrappedToken: 'w' } })
    }
    if (path !== '/api/graphql') {
      const other = others(path, request)
      return void (other === undefined ? send(404, statusBody(404, 'NotFound', 'no')) : send(200, other))
    }
    const body = parseJson(await readText(request)) as Omit<AskedOperation, 'token'>
    const lastEventId = request.headers['last-event-id']
    const operation = {
      ...body,
      token: String(request.headers['x-latchkey-session']),
      ...(lastEventId === undefined ? {} : { lastEventId: String(lastEventId) }),
    }
    asked.push(operation)
    const given = answer(operation)
    if (typeof given === 'function') return given(response)
    if ('status' in given) send(given.status, given.body)
    else send(200, given)
  }

  const folder = tempFolder({ config: kubeconfigYaml({ server, user: { token: 'b' }, namespace: 'shop' }) })
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const texts = { out: '', err: '' }
  stdout.on('data', chunk => {
    texts.out += String(chunk)
  })
  stderr.on('data', chunk => {
    texts.err += String(chunk)
  })
  let stop: (() => void) | null = null
  const terminal: Terminal = {
    stdout,
    stderr,
    stdin: new PassThrough().end('{ fromStdin }'),
    stdinIsTty: false,
    env: { KUBECONFIG: `${folder}/config`, XDG_STATE_HOME: folder },
    onStop(handler) {
      stop = handler
      return () => {
        stop = null
      }
    },
  }
  return { global, terminal, stdout: () => texts.out, stderr: () => texts.err, stop: () => stop?.(), asked }
}

/** Global options of a command line without flags. */
export const global: GlobalOptions = {
  kubeconfig: undefined,
  context: undefined,
  cluster: undefined,
  user: undefined,
  namespace: undefined,
  as: undefined,
  asGroups: [],
  allNamespaces: false,
  requestTimeoutMs: 0,
  verbose: false,
  loginMethod: null,
  handOverCertificate: false,
}

/** Server-sent events as the API writes them, each with its number as id. */
export function events(response: ServerResponse, ...results: unknown[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const [index, result] of results.entries())
    response.write(`event: next\nid: ${index + 1}\ndata: ${typeof result === 'string' ? result : JSON.stringify(result)}\n\n`)
}
