import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { someone } from '../testing/session-kit.ts'
import { createUserClient, type UserClient } from './user-client.ts'

let kube: LoopbackKube
let users: UserClient
let asked: IncomingMessage[]
let answer: (socket: Duplex) => void

beforeEach(async () => {
  asked = []
  answer = socket => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Chosen: yes\r\n\r\nhello')
  kube = await startLoopbackKube()
  kube.server.on('upgrade', (request, socket) => {
    asked.push(request)
    answer(socket)
  })
  users = createUserClient(kube.connection, async () => 'classic', '1.2.3')
})
afterEach(() => kube.close())

const path = '/api/v1/namespaces/a/pods/b/exec?command=sh&command=-c'
const upgrade = (signal = new AbortController().signal) =>
  users.upgrade({ id: 's', identity: someone }, { path, headers: ['sec-websocket-version', '13'], signal })

describe('an upgrade as someone', () => {
  it('goes out with the path, the query and the identity whole, each group on a line of its own', async () => {
    const { socket } = await upgrade()
    socket?.destroy()
    expect(asked[0]?.url).toBe(path)
    const { rawHeaders = [] } = asked[0] ?? {}
    expect(rawHeaders.filter((_, index) => rawHeaders[index - 1] === 'Impersonate-Group' && index % 2 === 1)).toEqual(['team-shop', 'system:authenticated'])
    expect(rawHeaders.filter(name => name === 'Impersonate-Extra-example.org%2Fscope')).toHaveLength(2)
    expect(asked[0]?.headers).toMatchObject({
      upgrade: 'websocket',
      'impersonate-user': 'editor',
      authorization: 'Bearer own-token',
      'sec-websocket-version': '13',
    })
  })

  it('gives the connection with what came right behind the answer', async () => {
    const { statusCode, headers, socket } = await upgrade()
    expect([statusCode, headers['x-chosen']]).toEqual([101, 'yes'])
    const [data] = await once(socket as Duplex, 'data')
    expect(String(data)).toBe('hello')
    socket?.destroy()
  })

  it('gives the body of a refusal', async () => {
    answer = socket => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\nAudit-Id: a1\r\n\r\n{"a":1}')
    expect(await upgrade()).toMatchObject({ statusCode: 403, headers: { 'audit-id': 'a1' }, socket: null, body: '{"a":1}' })
  })

  it('gives up a refusal without an end', async () => {
    answer = socket => socket.write(`HTTP/1.1 500 Internal Server Error\r\n\r\n${'x'.repeat(70_000)}`)
    expect(await upgrade()).toMatchObject({ statusCode: 500, socket: null, body: '' })
  })

  it('fails where nothing answers, and where its client leaves', async () => {
    answer = socket => socket.destroy()
    await expect(upgrade()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    const leaving = new AbortController()
    answer = () => leaving.abort()
    await expect(upgrade(leaving.signal)).rejects.toThrow()
    await expect(upgrade(leaving.signal)).rejects.toThrow()
  })

  it('holds its turn until the connection closes', async () => {
    const open = await Promise.all(Array.from({ length: 100 }, () => upgrade()))
    await expect(upgrade()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    const closed = once(open[0]?.socket as Duplex, 'close')
    open[0]?.socket?.destroy()
    await closed
    open.push(await upgrade())
    for (const { socket } of open) socket?.destroy()
  })

  it('never leaves without an identity', async () => {
    await expect(
      users.upgrade({ id: 's', identity: { ...someone, name: '' } }, { path, headers: [], signal: new AbortController().signal }),
    ).rejects.toMatchObject({
      code: 'IDENTITY_REFUSED',
    })
    expect(asked).toHaveLength(0)
  })
})
