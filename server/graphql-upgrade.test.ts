import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type Handshaken, startUpgradeServer } from './testing/upgrade-server.ts'

let running: Awaited<ReturnType<typeof startUpgradeServer>>
beforeEach(async () => {
  running = await startUpgradeServer()
})
afterEach(() => running.close())

const protocol = 'graphql-transport-ws'
const code = ({ body }: Handshaken) => (body ? (JSON.parse(body) as { error: { code: string } }).error.code : 'passes')
const offer = (...names: string[]) => ({ 'sec-websocket-protocol': names.join(', ') })

test('a page of ours opens it by cookie and proof, and is answered as its session', async () => {
  const { cookie, proof } = await running.signIn()
  const headers = { cookie, origin: `http://127.0.0.1:${running.port}` }
  const socket = new WebSocket(`ws://127.0.0.1:${running.port}/api/graphql`, [protocol, proof], { headers })
  await once(socket, 'open')
  expect(socket.protocol).toBe(protocol)
  const frames: unknown[] = []
  socket.on('message', data => frames.push(JSON.parse(String(data))))
  socket.send('{"type":"connection_init"}')
  socket.send('{"type":"subscribe","id":"1","payload":{"query":"{ who }"}}')
  await vi.waitFor(() => expect(frames).toContainEqual({ id: '1', type: 'next', payload: { data: { who: 'editor' } } }), 20_000)
  socket.terminate()
})

describe('it is refused', () => {
  test('without a session', async () => expect(code(await running.shake('/api/graphql', offer(protocol)))).toBe('UNAUTHENTICATED'))

  test.each<[string, Record<string, string>, boolean]>([
    ['without the proof of a page', {}, false],
    ['from another origin', { origin: 'https://evil.test', 'x-forwarded-host': 'dash.test:80' }, true],
    ['from a neighbour', { 'sec-fetch-site': 'same-site' }, true],
  ])('by cookie %s', async (_, headers, hasProof) => {
    const { cookie, proof } = await running.signIn('', headers['x-forwarded-host'])
    const offered = hasProof ? offer(protocol, proof) : offer(protocol)
    expect(code(await running.shake('/api/graphql', { cookie, ...offered, ...headers }))).toBe('CROSS_SITE')
  })

  test('in another protocol', async () => {
    const { token } = await running.signIn()
    for (const other of ['graphql-ws', 'latchkey.stream.v1'])
      expect(code(await running.shake('/api/graphql', { 'x-latchkey-session': token, ...offer(other) }))).toBe('BAD_REQUEST')
  })
})
