import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { fakeKubeApiserver } from '../testing/kube-apiserver.ts'
import { send, tunnelTo } from '../testing/tunnel.ts'
import { createPeerCheck, type Owner, ownerIn, peerOwner, sharedReading } from './peer.ts'

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20 4 30 10 -1
   2: 0100007F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1234        0 3 1 0 20 4 30 10 -1
   3: 0000000000000000FFFF00000100007F:D432 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1235        0 4 1
`

test('the other end of a connection is found in the table of sockets', () => {
  const ends = { localAddress: '127.0.0.1', localPort: 8080, remoteAddress: '127.0.0.1', remotePort: 54321 }
  expect(ownerIn(table, ends)).toBe(1234)
  expect(ownerIn(table, { ...ends, remotePort: 54322 })).toBe(1235)
  expect(ownerIn(table, { ...ends, remotePort: 54323 })).toBeNull()
  expect(ownerIn(table, { ...ends, localPort: 8081 })).toBeNull()
  expect(ownerIn(table, { ...ends, remoteAddress: undefined })).toBeNull()
  expect(ownerIn('', ends)).toBeNull()
})

test.runIf(process.platform === 'linux')('Linux tells whose a connection is', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const client = connect(port, '127.0.0.1')
  onTestFinished(() => void client.destroy())
  expect(await peerOwner((await accepted)[0])).toBe(process.getuid?.())
})

test('a table is never older than the question, and those who ask at once share one', async () => {
  const started: Array<(text: string) => void> = []
  const read = sharedReading(() => new Promise(resolve => started.push(resolve)))
  const first = [read(), read()]
  await vi.waitFor(() => expect(started).toHaveLength(1))
  const later = [read(), read()]
  started[0]?.('one')
  expect(await Promise.all(first)).toEqual(['one', 'one'])
  await vi.waitFor(() => expect(started).toHaveLength(2))
  started[1]?.('two')
  expect(await Promise.all(later)).toEqual(['two', 'two'])
})

test('a socket that its process has closed says nothing of whose it was', () => {
  const ends = { localAddress: '127.0.0.1', localPort: 8080, remoteAddress: '127.0.0.1', remotePort: 54321 }
  const inState = (state: string, uid: string) => table.replace(/^(.*2: .* )01( .*)1234( .*)$/m, `$1${state}$2${uid}$3`)
  expect(ownerIn(inState('01', '0'), ends)).toBe(0)
  expect(ownerIn(inState('05', '1234'), ends), 'half-closed').toBe(1234)
  expect(ownerIn(inState('05', '0'), ends), 'closed').toBe('gone')
  expect(ownerIn(inState('06', '1234'), ends), 'waits for its end').toBe('gone')
  expect(ownerIn(table.replace(/^.*2: .*\n/m, ''), ends), 'reset').toBe('gone')
})

test.each<[string, Owner, number | null, boolean]>([
  ['who has gone', 'gone', 1000, true],
  ['another user', 1001, 1000, true],
  ['the same user', 1000, 1000, false],
  ['root', 0, 1000, false],
  ['someone of another user namespace', 65_534, 1000, false],
  ['nobody knows who', null, 1000, false],
  ['on a system without users', 1001, null, false],
  ['another user of root’s tunnel', 1001, 0, true],
])('%s', async (_who, uid, ownUid, isOther) => {
  let asked = 0
  const uidOf = async () => {
    asked += 1
    return uid
  }
  const isOtherUser = createPeerCheck(uidOf, ownUid, [0, 65_534])
  const socket = new Socket()
  expect([await isOtherUser(socket), await isOtherUser(socket), asked]).toEqual([isOther, isOther, 1])
})

test('the uid of other namespaces is a user like any other where there are none', async () => {
  expect(await createPeerCheck(async () => 65_534, 1000, [0])(new Socket())).toBe(true)
})

test('another user is refused, whatever secret they bring, and the cluster hears nothing', async () => {
  const cluster = await fakeKubeApiserver({})
  const { mount } = await tunnelTo(cluster.origin, { isOtherUser: async () => true })
  const answer = await send(`${mount}/healthz`)
  expect([answer.status, JSON.parse(answer.text).error.code, cluster.requests.length]).toEqual([403, 'TUNNEL_FORBIDDEN', 0])
})

// Only root may become someone else.
test.runIf(process.platform === 'linux' && process.getuid?.() === 0)('a process of another user is refused for real, one of our own is not', async () => {
  const cluster = await fakeKubeApiserver({ onRequest: (_request, response) => response.end('from the cluster') })
  const { mount } = await tunnelTo(cluster.origin)
  const get = (uid: number) => {
    const { hostname, port, pathname } = new URL(mount)
    const script = `exec 3<>/dev/tcp/${hostname}/${port}; printf 'GET ${pathname}/ HTTP/1.1\\r\\nHost: ${hostname}:${port}\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3`
    return text(spawn('bash', ['-c', script], { uid, cwd: '/' }).stdout)
  }
  const refused = await get(65_533)
  expect([refused.includes('HTTP/1.1 403 '), refused.includes('TUNNEL_FORBIDDEN'), cluster.requests.length]).toEqual([true, true, 0])
  expect(await get(0)).toContain('from the cluster')
})
