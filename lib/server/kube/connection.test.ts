import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { proveByCertificate } from '../login/certificate-login.ts'
import { createAuthority, issueCertificate } from '../x509/certificate.ts'
import { connectKube } from './connection.ts'
import { createOwnClient } from './own-client.ts'

const ca = createAuthority('kubernetes')
const jane = issueCertificate(ca, { subject: { commonName: 'jane' }, usages: ['client'] })
const review = { kind: 'SelfSubjectReview', status: { userInfo: { username: 'jane', groups: ['system:authenticated'] } } }

afterEach(() => {
  vi.unstubAllEnvs()
})

/** A server that takes everyone for jane, with a certificate of `issuer`; and what was asked of it. */
async function startServer(issuer: typeof ca) {
  const { keyPem: key, certificatePem: cert } = issueCertificate(issuer, {
    subject: { commonName: 'kube-apiserver' },
    usages: ['server'],
    hosts: ['127.0.0.1'],
  })
  const asked: string[] = []
  const server = createServer({ key, cert, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    asked.push(request.url ?? '')
    if (request.url === '/hanging') return
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(review))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const tokenFile = join(tmpdir(), `latchkey-connection-test-${process.pid}`)
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await rm(tokenFile)
  })
  await writeFile(tokenFile, 'own-token')
  return { asked, kube: { server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, caPem: ca.certificatePem, tokenFile } }
}

describe.each(['', '0'])('with NODE_TLS_REJECT_UNAUTHORIZED=%j', setting => {
  const ways = {
    'our own calls': async (kube: Parameters<typeof connectKube>[0]) => {
      const connection = connectKube(kube)
      onTestFinished(() => connection.close())
      return createOwnClient(connection).json({ path: '/version' })
    },
    'a login by certificate': (kube: Parameters<typeof connectKube>[0]) =>
      proveByCertificate(kube, { certificate: jane.certificatePem, key: jane.keyPem }, Date.now()),
  }

  test.each(Object.entries(ways))('%s go to the kube-apiserver of the CA', async (_, call) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', setting)
    const { asked, kube } = await startServer(ca)
    await call(kube)
    expect(asked).toHaveLength(1)
  })

  test.each(Object.entries(ways))('%s go to no server of another CA', async (_, call) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', setting)
    const { asked, kube } = await startServer(createAuthority('kubernetes'))
    await expect(call(kube)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(asked).toEqual([])
  })
})

test('calls that hang, as many as there are, hold up nothing of what sessions need', async () => {
  const { asked, kube } = await startServer(ca)
  const connection = connectKube(kube)
  onTestFinished(() => connection.close())
  const stop = new AbortController()
  const own = createOwnClient(connection)
  const hanging = Array.from({ length: 60 }, () => own.json({ path: '/hanging', signal: stop.signal, timeoutMs: 60_000 }).catch((error: unknown) => error))
  await vi.waitFor(() => expect(asked.length).toBe(48), { timeout: 5_000 })
  expect(await createOwnClient(connection, 'vital').json({ path: '/leases' })).toEqual(review)
  expect(asked.filter(path => path === '/hanging')).toHaveLength(48)
  stop.abort()
  await Promise.all(hanging)
})

test.each(['own', 'vital', 'calls', 'streams'] as const)('more requests that cannot be sent than there are connections leave %s as they were', async over => {
  const { kube } = await startServer(ca)
  const connection = connectKube(kube)
  onTestFinished(() => connection.close())
  const ask = (accept: string) => connection[over].request({ method: 'GET', path: '/version', headers: { accept } })
  for (let count = 0; count < 2_100; count += 1) await expect(ask('\n')).rejects.toMatchObject({ code: 'UND_ERR_INVALID_ARG' })
  expect(await (await ask('*/*')).body.json()).toEqual(review)
})
