import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { someone } from '../testing/session-kit.ts'
import type { KubeConnection } from './connection.ts'
import { createUserClient, type UserClient } from './user-client.ts'

// A kube-apiserver that answers /fast at once and /slow when told.
let server: Server
let slow: ServerResponse[]
let agent: Agent
let users: UserClient

beforeEach(async () => {
  slow = []
  server = createServer((request, response) => {
    response.writeHead(200)
    if (request.url === '/slow') {
      response.flushHeaders()
      slow.push(response)
    } else response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  agent = new Agent()
  const dispatcher = agent.compose(
    dispatch => (options, handler) => dispatch({ ...options, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, handler),
  )
  const connection: KubeConnection = {
    basePath: '',
    token: { current: async () => 'own-token', drop: () => undefined },
    own: dispatcher,
    vital: dispatcher,
    calls: dispatcher,
    streams: dispatcher,
    close: async () => undefined,
  }
  users = createUserClient(connection, async () => 'classic', '1.2.3')
})
afterEach(async () => {
  await agent.destroy()
  server.close()
})

const ask = (name: string, path: string, isStream: boolean, signal = new AbortController().signal) =>
  users.request({ id: 's', identity: { ...someone, name, uid: '', extra: {} } }, { method: 'GET', path, headers: [], body: null, signal, isStream })

describe('requests of one identity', () => {
  it('end their turn when the answer was read, so there is no end to them', async () => {
    for (let round = 0; round < 400; round += 1) await (await ask('alice', '/fast', false)).body.text()
  })

  it('end their turn when the client leaves', async () => {
    for (let round = 0; round < 101; round += 1) {
      const leaving = new AbortController()
      const { body } = await ask('alice', '/slow', true, leaving.signal)
      // The abort comes as the body's error; the turn ends when the body closes.
      const closed = new Promise<void>(resolve => body.once('close', resolve))
      body.on('error', () => {})
      leaving.abort()
      await closed
    }
    expect(slow).toHaveLength(101)
  })

  it('never take the turns of others', async () => {
    const open = await Promise.all(Array.from({ length: 100 }, () => ask('alice', '/slow', true)))
    await expect(ask('alice', '/slow', true)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    expect((await ask('bob', '/slow', true)).statusCode).toBe(200)
    expect(await (await ask('alice', '/fast', false)).body.text()).toBe('{}')
    for (const { body } of open) body.on('error', () => {}).destroy()
  })
})
