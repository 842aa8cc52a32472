import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { cluster, kubectl } from './cluster.ts'
import { send } from './http.ts'
import { latchkey } from './latchkey.ts'
import { expect, test } from './mounts/fixtures.ts'
import type { OpenMount } from './mounts/mount.ts'
import { serviceAddress } from './mounts/nginx-mounts.ts'
import { readSlowly } from './mounts/slow-reader.ts'

// Clients that take their time, between the bytes of an answer and between requests.
const bulkMaps = 12
const bulkBytes = 900_000

for (const name of ['tunnel', 'kubectl-proxy'] as const) {
  test(`a reader that hardly reads holds up nobody: ${name}`, async ({ mounts, playground }) => {
    test.slow()
    kubectl('admin', ['-n', playground.namespace, 'create', '-f', '-'], bulk(name))
    const base = baseOf(mounts.get(name))
    const headers = { 'x-latchkey-session': sessionToken() }
    const url = `${base}/api/k8s/api/v1/namespaces/${playground.namespace}/configmaps?labelSelector=bulk%3D${name}`
    const slow = await readSlowly(url, headers)
    try {
      for (let round = 0; round < 3; round += 1) {
        const answer = await send(url, { headers })
        expect(answer.status).toBe(200)
        expect(answer.text.length).toBeGreaterThan(bulkMaps * bulkBytes)
      }
      for (let round = 0; round < 20; round += 1) expect((await send(`${base}/api/v1/session`, { headers })).status).toBe(200)
      // Who came later is done, and the first is still served at its own pace.
      expect(slow.bytes()).toBeGreaterThan(0)
      expect(slow.isWaiting()).toBe(true)
    } finally {
      slow.stop()
    }
  })
}

test('a connection that idles between requests is never closed under one', async ({ mounts }) => {
  test.slow()
  const headers = { 'x-latchkey-session': sessionToken() }
  const url = `${baseOf(mounts.get('kubectl-proxy'))}/api/v1/session`
  for (let index = 1; index <= 300; index += 1) {
    expect((await send(url, { headers })).status, `request ${index}`).toBe(200)
    await delay((index % 4) * 10)
  }
  test.skip(cluster.provider !== 'one-node', 'the Service is reached by its address on the one-node cluster only')
  const direct = await send(`http://${serviceAddress()}/healthz`)
  const idleSeconds = Number(/timeout=(\d+)/.exec(String(direct.headers['keep-alive']))?.[1])
  expect(idleSeconds, 'longer than the 90 s that the kube-apiserver keeps an idle connection').toBeGreaterThan(90)
})

function baseOf(open: OpenMount): string {
  if ('unavailable' in open) throw new Error(open.unavailable)
  return open.mount.base
}

function sessionToken(): string {
  return (JSON.parse(latchkey('admin', ['login', '-o', 'json']).stdout) as { token: string }).token
}

/** ConfigMaps of more than 10 MB together, in which nothing can be compressed. */
function bulk(label: string): string {
  const items = Array.from({ length: bulkMaps }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `bulk-${label}-${index}`, labels: { bulk: label } },
    data: { random: randomBytes((bulkBytes * 3) / 4).toString('base64') },
  }))
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}
