import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createTransport, readText } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import { noCredential } from '../kubeconfig/credential.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { localServer, statusBody } from '../testing/local-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { createLatchkeyService, servicePath } from './service-proxy.ts'
import { type Access, endEverySession, endSession, readSession, withSession } from './session.ts'
import { createSessionCache } from './session-cache.ts'

const user = { name: 'jane', uid: '', groups: [], extra: {} }
const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
const refusal = (status: number, code: string): [number, unknown] => [status, { error: { code, message: code, requestId: 'r' } }]

/** Latchkey with sessions `t-1`, `t-2`, … that can be signed out, and computers of one user. */
async function startLatchkey() {
  const good = new Set<string>()
  const logouts: unknown[] = []
  const state = { keepsSignOuts: true }
  let count = 0

  async function answer(request: IncomingMessage): Promise<[number, unknown]> {
    const path = request.url?.replace(servicePath, '')
    const token = String(request.headers['x-latchkey-session'])
    if (path === '/api/v1/login/methods') return [200, { methods: ['token'], serverVersion: '1', kubernetesVersion: 'v1.36.0', clusterId: 'c' }]
    if (path === '/api/v1/login') {
      count += 1
      good.add(`t-${count}`)
      return [200, { user, method: 'token', capabilities: {}, token: `t-${count}`, expiresAt, wrappedToken: 'w' }]
    }
    if (path !== '/api/v1/logout' && path !== '/api/v1/session') return [404, JSON.parse(statusBody(404, 'NotFound', 'no'))]
    if (!good.has(token)) return refusal(401, 'SESSION_REVOKED')
    if (path === '/api/v1/session') return [200, { user, method: 'token', cluster: 'c', expiresAt, capabilities: {} }]
    if (!state.keepsSignOuts) return refusal(503, 'NOT_READY')
    const { everywhere } = JSON.parse(await readText(request)) as { everywhere: boolean }
    logouts.push({ token, everywhere })
    if (everywhere) good.clear()
    else good.delete(token)
    return [204, undefined]
  }

  const server = await localServer((request, response) => {
    void answer(request).then(([status, body]) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? undefined : JSON.stringify(body)),
    )
  })
  const connection = {
    ...connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({ server }) })}/config` }, {}, false),
    credentials: { current: async () => ({ ...noCredential, bearer: 'b', authorization: 'Bearer b' }), renew: async () => false },
  }
  const service = createLatchkeyService(
    createTransport(connection, () => {}),
    { method: null, handOverCertificate: false, tell: () => {}, warn: () => {}, patienceMs: 0 },
  )
  const computer = (): Access => ({ connection, service, cache: createSessionCache({ XDG_STATE_HOME: tempFolder() }, ['c']) })
  return { computer, logouts, state }
}

const whoami = (access: Access) => withSession(access, token => readSession(access.service, token))

describe('signing out', () => {
  test('ends the kept session, and keeps none', async () => {
    const { computer, logouts } = await startLatchkey()
    const here = computer()
    expect(await endSession(here), 'there was none').toBe(false)
    await whoami(here)
    expect(await endSession(here)).toBe(true)
    expect([logouts, here.cache.read()]).toEqual([[{ token: 't-1', everywhere: false }], null])
  })

  test('everywhere ends those of other computers, whose next command signs in anew by itself', async () => {
    const { computer, logouts } = await startLatchkey()
    const [here, elsewhere] = [computer(), computer()]
    await whoami(here)
    await whoami(elsewhere)
    await endEverySession(here)
    expect([logouts, here.cache.read()]).toEqual([[{ token: 't-1', everywhere: true }], null])
    expect((await whoami(elsewhere)).user.name).toBe('jane')
    expect(elsewhere.cache.read()?.token).toBe('t-3')
    expect(await endSession(elsewhere)).toBe(true)
  })

  test('everywhere signs in for that where no session is kept, or the kept one is over', async () => {
    const { computer, logouts } = await startLatchkey()
    const [here, elsewhere] = [computer(), computer()]
    await whoami(elsewhere)
    await endEverySession(here)
    await endEverySession(elsewhere)
    expect(logouts).toEqual([
      { token: 't-2', everywhere: true },
      { token: 't-3', everywhere: true },
    ])
  })

  test('says so where the cluster does not take it', async () => {
    const { computer, state } = await startLatchkey()
    const here = computer()
    await whoami(here)
    state.keepsSignOuts = false
    await expect(endEverySession(here)).rejects.toMatchObject({ code: 'NOT_READY' })
    await expect(endSession(here)).rejects.toMatchObject({ code: 'NOT_READY' })
  })
})
