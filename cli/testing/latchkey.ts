import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LoginHow, LoginResponse } from '../../lib/contract/login.ts'
import type { AppError } from '../../lib/errors/app-error.ts'
import { readText } from '../kube/transport.ts'
import { servicePath } from '../services/service-proxy.ts'
import type { Clocks } from '../tunnel/clocks.ts'
import { type FakeKubeApiserver, fakeKubeApiserver } from './kube-apiserver.ts'

export type FakeLatchkey = FakeKubeApiserver & {
  /** What logins asked for. */
  logins: LoginHow[]
  /** Logs the user in, as the login of a kubeconfig would. */
  logInAs(user: string): (how: LoginHow) => Promise<LoginResponse>
  /** Errors that the next logins end with. */
  failures: AppError[]
  /** What has arrived, with the path below the service: `GET /x`. */
  arrived(): string[]
}

const minutesMs = 60_000

/**
 * Latchkey behind a kube-apiserver, as far as a tunnel knows of it: exchanges a wrapped token for a session in two cookies,
 * where the verifier fits; takes codes (`code` is the user's name); views as somebody (`+view`), which stays with what follows; signs out; and says who the session of any other
 * request is. Sessions live 15 minutes.
 */
export async function fakeLatchkey(clocks: Pick<Clocks, 'wallMs'>): Promise<FakeLatchkey> {
  const logins: LoginHow[] = []
  const failures: AppError[] = []
  let count = 0
  const cluster = await fakeKubeApiserver({ onRequest: (request, response) => void answer(request, response) })
  return {
    ...cluster,
    logins,
    failures,
    logInAs: user => async how => {
      logins.push(how)
      const failure = failures.shift()
      if (failure) throw failure
      count += 1
      const expiresAt = new Date(clocks.wallMs() + 15 * minutesMs).toISOString()
      const identity = { name: user, uid: '', groups: [], extra: {} }
      return { user: identity, method: 'token', capabilities: {}, token: `${user}-${count}`, expiresAt, wrappedToken: `${user}-${count} ${how.challenge}` }
    },
    arrived: () => cluster.requests.map(({ method, url }) => `${method} ${url?.replace(servicePath, '')}`),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.replace(servicePath, '')
  const { origin, 'x-forwarded-host': host, 'x-forwarded-prefix': prefix } = request.headers
  const name = `latchkey-0123abcd-${String(host).split(':')[1]}${prefix === '/' ? '' : '-89abcdef'}`
  const write = (value: string, age: number) =>
    response.setHeader(
      'set-cookie',
      [0, 1].map(part => `${name}.${part}=${value}; Path=${prefix}/; Max-Age=${age}; HttpOnly; SameSite=Strict`),
    )
  const views = /\+view/.test(request.headers.cookie ?? '') ? '+view' : ''
  if (path === '/api/v1/view') {
    const own = /\.0=([^;+]*)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    write(request.method === 'POST' ? `${own}+view` : own, 900)
    return void response.writeHead(204).end()
  }
  if (path !== '/api/v1/sign-in' && path !== '/api/v1/logout') return void response.end(`${request.headers.cookie ?? ''}`)
  const isOwn = origin === `http://${host}` && request.headers['x-latchkey-request'] !== undefined
  if (!isOwn) return void response.writeHead(403).end()
  const body = JSON.parse(await readText(request)) as { wrappedToken?: string; code?: string; to?: string }
  if (path === '/api/v1/logout') {
    write('', 0)
    return void response.writeHead(204).end()
  }
  const [session, challenge] = body.wrappedToken?.split(' ') ?? [body.code]
  const verifier = String(request.headers['x-latchkey-verifier'] ?? '')
  if (challenge !== undefined && createHash('sha256').update(verifier).digest('base64url') !== challenge) return void response.writeHead(401).end()
  write(`${session ?? ''}${views}`, 900)
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ location: body.to ?? '/' }))
}
