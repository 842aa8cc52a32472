import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { graphqlLimits } from '#contract/graphql.ts'
import { createLatchkey } from './app.ts'
import { silent } from './testing/session-kit.ts'
import { createAuthority, issueCertificate } from './x509/certificate.ts'

/** A kube-apiserver that keeps the keyring, and has no sign-outs to tell of, or fails to. */
async function startKube(leases: { status: number }) {
  const ca = createAuthority('kubernetes')
  const { keyPem: key, certificatePem: cert } = issueCertificate(ca, { subject: { commonName: 'kube-apiserver' }, usages: ['server'], hosts: ['127.0.0.1'] })
  const server = createServer({ key, cert }, async (request, response) => {
    const answer = (status: number, body: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const url = request.url ?? ''
    if (url.includes('/leases')) {
      // A watch stays open and says nothing.
      if (url.includes('watch=1') && leases.status === 200) return void response.writeHead(200).flushHeaders()
      return answer(leases.status, leases.status === 200 ? { metadata: { resourceVersion: '1' }, items: [] } : { kind: 'Status' })
    }
    if (request.method === 'POST') {
      const object = (await json(request)) as { metadata: object }
      return answer(201, { ...object, metadata: { ...object.metadata, resourceVersion: '1' } })
    }
    answer(404, { kind: 'Status', reason: 'NotFound' })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-app-test-'))
  await writeFile(join(folder, 'token'), 'own-token')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true })
  })
  return { server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, caPem: ca.certificatePem, tokenFile: join(folder, 'token') }
}

async function startCore(leases: { status: number }) {
  const kube = await startKube(leases)
  const latchkey = await createLatchkey({
    kube,
    namespace: 'latchkey-system',
    serverVersion: '1',
    allowSharedOrigin: true,
    sessionMaxMs: 36_000_000,
    sharedCache: false,
    graphql: { limits: graphqlLimits, isAdHocAllowed: true },
    logger: silent,
  })
  onTestFinished(() => latchkey.close())
  return latchkey
}

test('a replica is ready with the keyring and the sign-outs', async () => {
  const latchkey = await startCore({ status: 200 })
  await vi.waitFor(async () => expect(await latchkey.ready()).toEqual({ ok: true, reason: '' }))
})

test('and not while it cannot list the sign-outs', async () => {
  const latchkey = await startCore({ status: 500 })
  expect(await latchkey.ready()).toEqual({ ok: false, reason: 'the sign-outs have not been listed in time' })
})

test('nor any more where it last could too long ago', async () => {
  const clock = vi.spyOn(performance, 'now')
  onTestFinished(() => clock.mockRestore())
  const latchkey = await startCore({ status: 200 })
  await vi.waitFor(async () => expect(await latchkey.ready()).toEqual({ ok: true, reason: '' }))
  const nowMs = performance.now()
  clock.mockImplementation(() => nowMs + 46_000)
  expect(await latchkey.ready()).toEqual({ ok: false, reason: 'the sign-outs have not been listed in time' })
})
