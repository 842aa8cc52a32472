import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { loginResponseSchema } from '../lib/contract/login.ts'
import { cluster, kubectl, type User } from './cluster.ts'
import { type Answer, send } from './http.ts'
import { isReady, latchkeyPods } from './pods.ts'

/** One pod of the Deployment, reached by itself: the Service would choose one. */
export type Replica = { pod: string; origin: string; close(): void }

const namespace = ['-n', 'latchkey-system']

/** Every ready pod, each behind a port-forward of kubectl. */
export async function openReplicas(): Promise<Replica[]> {
  return Promise.all(
    latchkeyPods()
      .filter(isReady)
      .map(pod => forward(pod.metadata.name)),
  )
}

async function forward(pod: string): Promise<Replica> {
  const args = ['--kubeconfig', cluster.kubeconfigs.admin, ...namespace, 'port-forward', '--address', '127.0.0.1', pod, ':http']
  const child: ChildProcess = spawn(cluster.kubectl, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  if (!child.stdout) throw new Error('kubectl has no stdout')
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^Forwarding from 127\.0\.0\.1:(\d+) ->/.exec(line)?.[1]
    if (port) return { pod, origin: `http://127.0.0.1:${port}`, close: () => child.kill() }
  }
  await once(child, 'close')
  throw new Error(`kubectl port-forward ended before it forwarded to ${pod}`)
}

/** The bearer of a kubeconfig that has one. */
export function bearerOf(user: User): string {
  const token = kubectl(user, ['config', 'view', '--raw', '-o', 'jsonpath={.users[0].user.token}'])
  if (token === '') throw new Error(`the kubeconfig of ${user} holds no token`)
  return token
}

const json = { 'content-type': 'application/json', 'x-latchkey-request': 'e2e' }

export type LoggedIn = { token: string; wrappedToken: string; verifier: string; status: number }

/** POST /api/v1/login at one replica, bound to a verifier. */
export async function logInAt({ origin }: Replica, bearer: string, how: Record<string, unknown> = {}): Promise<LoggedIn> {
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const answer = await send(`${origin}/api/v1/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ method: 'token', token: bearer, challenge, ...how }),
  })
  if (answer.status !== 200) throw new Error(`login was answered ${answer.status}: ${answer.text}`)
  const { token, wrappedToken } = loginResponseSchema.parse(JSON.parse(answer.text))
  return { token, wrappedToken, verifier, status: answer.status }
}

/** The exchange that a tunnel does. */
export function signInAt({ origin }: Replica, { wrappedToken, verifier }: Pick<LoggedIn, 'wrappedToken' | 'verifier'>): Promise<Answer> {
  const headers = { ...json, 'x-latchkey-verifier': verifier }
  return send(`${origin}/api/v1/sign-in`, { method: 'POST', headers, body: JSON.stringify({ wrappedToken }) })
}

export function sessionAt({ origin }: Replica, token: string): Promise<Answer> {
  return send(`${origin}/api/v1/session`, { headers: { 'x-latchkey-session': token } })
}

export function logOutAt({ origin }: Replica, token: string, everywhere = false): Promise<Answer> {
  return send(`${origin}/api/v1/logout`, { method: 'POST', headers: { ...json, 'x-latchkey-session': token }, body: JSON.stringify({ everywhere }) })
}
