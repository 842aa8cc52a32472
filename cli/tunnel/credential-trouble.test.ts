import { rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { bearerCredential, type CredentialSource } from '../kubeconfig/credential.ts'
import { fakeClocks } from '../testing/fake-clocks.ts'
import { fakeKubeApiserver, refuse } from '../testing/kube-apiserver.ts'
import { localHttpsServer } from '../testing/local-https-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { send, tunnelTo } from '../testing/tunnel.ts'

const page = { accept: 'text/html' }

/** A cluster that takes one token only, and a credential that is read anew after every 401. */
async function clusterWithToken(token: { value: string; good: string }) {
  const cluster = await fakeKubeApiserver({
    onRequest(incoming, response) {
      if (incoming.headers.authorization === `Bearer ${token.good}`) response.end('signed in')
      else refuse(response, 401, 'Unauthorized', 'Unauthorized')
    },
  })
  const credentials: CredentialSource = { current: async () => bearerCredential(token.value), renew: async refused => refused.bearer !== token.value }
  const clocks = fakeClocks()
  return { cluster, clocks, tunnel: await tunnelTo(cluster.origin, { credentials, clocks }) }
}

test('a credential that has ended is told once, on every page, and once more when one works again', async () => {
  const expired = `e30.${Buffer.from('{"exp":1767225600}').toString('base64url')}.x`
  const token = { value: expired, good: expired }
  const { tunnel, clocks } = await clusterWithToken(token)
  expect((await send(`${tunnel.mount}/`)).text).toBe('signed in')
  expect(tunnel.troubles).toEqual([])

  token.good = 'renewed'
  for (const path of ['/', '/resources']) {
    const answer = await send(`${tunnel.mount}${path}`, { headers: page })
    expect([answer.status, answer.headers['refresh']]).toEqual([401, undefined])
    expect(answer.text).toBe(`${tunnel.troubles[0]?.message}\n${tunnel.troubles[0]?.details?.['hint']}\n`)
    clocks.pass(6000)
  }
  expect(tunnel.troubles.map(trouble => trouble?.code)).toEqual(['CREDENTIAL_EXPIRED'])
  expect(tunnel.troubles[0]?.message).toContain('2026-01-01T00:00:00Z')

  token.value = 'renewed'
  for (let count = 0; count < 2; count += 1) expect((await send(`${tunnel.mount}/`)).text).toBe('signed in')
  expect(tunnel.troubles.slice(1)).toEqual([null])

  token.good = 'another'
  expect((await send(`${tunnel.mount}/`)).status).toBe(401)
  expect(tunnel.troubles.slice(2).map(trouble => trouble?.code)).toEqual(['CREDENTIAL_REJECTED'])
})

test('a credential that was refused is tried again after a pause, and not by every request', async () => {
  const { tunnel, cluster, clocks } = await clusterWithToken({ value: 'old', good: 'new' })
  for (let count = 0; count < 5; count += 1) expect((await send(`${tunnel.mount}/`)).status).toBe(401)
  expect(cluster.requests).toHaveLength(1)
  clocks.pass(6000)
  expect((await send(`${tunnel.mount}/`)).status).toBe(401)
  expect(cluster.requests).toHaveLength(2)
})

test('an answer to what was asked before it ended is no sign that it works again', async () => {
  const [asked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const cluster = await fakeKubeApiserver({
    async onRequest(incoming, response) {
      if (!incoming.url?.endsWith('/slow')) return refuse(response, 401, 'Unauthorized', 'Unauthorized')
      asked.resolve()
      await go.promise
      response.end('late')
    },
  })
  const tunnel = await tunnelTo(cluster.origin)
  const slow = send(`${tunnel.mount}/slow`)
  await asked.promise
  expect((await send(`${tunnel.mount}/`)).status).toBe(401)
  go.resolve()
  expect((await slow).text).toBe('late')
  expect(tunnel.troubles.map(trouble => trouble?.code)).toEqual(['CREDENTIAL_REJECTED'])
})

test('a WebSocket meets it and tells it, too', async () => {
  const body = '{"kind":"Status","reason":"Unauthorized","code":401}'
  const cluster = await fakeKubeApiserver({
    onUpgrade: (_request, socket) => socket.end(`HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
  })
  const tunnel = await tunnelTo(cluster.origin)
  const socket = connect(tunnel.port, '127.0.0.1')
  socket.write(
    `GET ${new URL(tunnel.mount).pathname}/ws HTTP/1.1\r\nHost: 127.0.0.1:${tunnel.port}\r\nOrigin: ${tunnel.origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  )
  let text = ''
  for await (const chunk of socket) text += chunk
  expect(text).toContain('HTTP/1.1 401 ')
  expect(tunnel.troubles.map(trouble => trouble?.code)).toEqual(['CREDENTIAL_REJECTED'])
})

test('no answer says nothing of the credential, and a session that has ended is none', async () => {
  const { tunnel, cluster } = await clusterWithToken({ value: 'a', good: 'a' })
  await cluster.stop()
  expect((await send(`${tunnel.mount}/`)).status).toBe(502)
  expect(tunnel.troubles).toEqual([])
  const body = JSON.stringify({ error: { code: 'SESSION_EXPIRED', message: 'over', requestId: '' } })
  const other = await fakeKubeApiserver({
    onRequest: (_request, response) => void response.writeHead(401, { 'content-type': 'application/json', 'content-length': body.length }).end(body),
  })
  const behind = await tunnelTo(other.origin)
  expect((await send(`${behind.mount}/`)).status).toBe(401)
  expect(behind.troubles).toEqual([])
})

test('an exec plugin that fails is told, and the tunnel goes on when it works again', async () => {
  const folder = tempFolder({
    'plugin.sh': `#!/bin/sh
cat "$(dirname "$0")/credential" 2>/dev/null
`,
  })
  const give = (token: string) =>
    writeFileSync(`${folder}/credential`, JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: { token } }))
  let good = 'one'
  const { origin, certificate } = await localHttpsServer((incoming, response) => {
    if (incoming.headers.authorization === `Bearer ${good}`) response.end('signed in')
    else refuse(response, 401, 'Unauthorized', 'Unauthorized')
  })
  const clocks = fakeClocks()
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: `${folder}/plugin.sh`, interactiveMode: 'Never' }
  const cluster = { 'certificate-authority-data': Buffer.from(certificate).toString('base64') }
  const tunnel = await tunnelTo(origin, { cluster, user: { exec }, clocks })
  give('one')
  expect((await send(`${tunnel.mount}/`)).text).toBe('signed in')

  good = 'two'
  rmSync(`${folder}/credential`)
  const answer = await send(`${tunnel.mount}/`, { headers: page })
  expect([answer.status, tunnel.troubles.map(trouble => trouble?.code)]).toEqual([401, ['EXEC_PLUGIN_FAILED']])
  expect(answer.text).toContain(tunnel.troubles[0]?.message ?? 'nothing told')

  give('two')
  clocks.pass(6000)
  expect((await send(`${tunnel.mount}/`)).text).toBe('signed in')
  expect(tunnel.troubles.slice(1)).toEqual([null])
})
