import { once } from 'node:events'
import { Agent, get } from 'node:https'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import type { AuthenticationConfig } from '../kube/authentication-config.ts'
import type { OwnClient, OwnRequest } from '../kube/own-client.ts'
import { dnsName, frontProxyCa, frontProxyCertificate } from '../testing/attested-kit.ts'
import { silent } from '../testing/session-kit.ts'
import { type AttestedDeps, createAttested } from './attested.ts'

type Stored = { metadata: Record<string, unknown>; [field: string]: unknown }
const secretPath = '/api/v1/namespaces/latchkey-system/secrets/latchkey-attested'
const apiServicePath = '/apis/apiregistration.k8s.io/v1/apiservices/v1.login.latchkey.dev'

/** Objects as the kube-apiserver keeps them, and whoever watches told of each change. */
function createMemoryKube() {
  const objects = new Map<string, Stored>()
  const watchers = new Map<string, Set<(event: unknown) => void>>()
  let version = 0
  const put = (path: string, object: Stored | null): Stored | null => {
    version += 1
    const before = objects.get(path)
    const after = object && { ...object, metadata: { ...object.metadata, name: path.split('/').at(-1), resourceVersion: String(version) } }
    if (after) objects.set(path, after)
    else objects.delete(path)
    const collection = path.slice(0, path.lastIndexOf('/'))
    for (const watcher of watchers.get(collection) ?? []) watcher({ type: after ? (before ? 'MODIFIED' : 'ADDED') : 'DELETED', object: after ?? before })
    return after
  }
  const client: OwnClient = {
    async json({ method = 'GET', path, body }: OwnRequest) {
      const plain = path.split('?', 1)[0] ?? ''
      if (method === 'POST') {
        const target = `${plain}/${(body as Stored).metadata['name']}`
        if (objects.has(target)) throw new AppError('ALREADY_EXISTS')
        return put(target, body as Stored)
      }
      const found = objects.get(plain)
      if (!found) throw new AppError('NOT_FOUND')
      if (method === 'GET') return found
      if (method === 'PATCH') return put(plain, { ...found, spec: { ...(found['spec'] as object), ...(body as { spec: object }).spec } })
      if ((body as Stored).metadata['resourceVersion'] !== found.metadata['resourceVersion']) throw new AppError('CONFLICT')
      return put(plain, body as Stored)
    },
    watch(path, onOpen, onEvent, signal) {
      const collection = path.split('?', 1)[0] ?? ''
      const all = watchers.get(collection) ?? new Set()
      watchers.set(collection, all.add(onEvent))
      onOpen()
      return new Promise(resolve => signal.addEventListener('abort', () => resolve()))
    },
  }
  return { objects, put, client }
}

function apiService({ namespace = 'latchkey-system', available = 'True', caBundle = '' } = {}): Stored {
  return {
    metadata: {},
    spec: { service: { name: 'latchkey', namespace, port: 443 }, caBundle },
    status: { conditions: [{ type: 'Available', status: available }] },
  }
}

/** Below what systems give out by themselves: no other test is given it before the replica listens. */
async function freePort(): Promise<number> {
  const port = 15_000 + Math.floor(Math.random() * 15_000)
  const server = createServer().listen(port, '127.0.0.1')
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  if (!isFree) return freePort()
  await new Promise(resolve => server.close(resolve))
  return port
}

async function startReplica(kube = createMemoryKube(), config: Partial<AuthenticationConfig> = {}, logger = silent) {
  const authentication = { clientCaPem: null, requestHeaderCaPem: frontProxyCa.certificatePem, allowedNames: ['front-proxy-client'], ...config }
  const deps = { client: kube.client, namespace: 'latchkey-system', authentication: { get: async () => authentication }, logger, now: Date.now }
  const attested = createAttested(deps as unknown as AttestedDeps)
  const port = await freePort()
  attested.listen({ port, host: '127.0.0.1' })
  onTestFinished(() => attested.close())
  /** Status of discovery as the kube-apiserver sees it, which trusts what the APIService says. */
  async function discover(): Promise<number> {
    const { caBundle } = (kube.objects.get(apiServicePath) ?? apiService())['spec'] as { caBundle: string }
    const { keyPem: key, certificatePem: cert } = frontProxyCertificate
    const options = { host: '127.0.0.1', port, path: '/apis', servername: dnsName, ca: Buffer.from(caBundle, 'base64').toString(), key, cert }
    const outgoing = get({ ...options, headers: { 'x-remote-user': 'system:kube-aggregator' }, agent: new Agent({ maxCachedSessions: 0 }) })
    const [response] = await once(outgoing, 'response')
    await text(response)
    return response.statusCode
  }
  return { kube, attested, port, discover }
}

describe('method attested', () => {
  test('is offered once the APIService is there, and answers under the CA that it published itself', async () => {
    const { kube, attested, discover } = await startReplica()
    await vi.waitFor(() => expect(kube.objects.has(secretPath)).toBe(true))
    expect(attested.isOffered()).toBe(false)
    kube.put(apiServicePath, apiService())
    await vi.waitFor(() => expect(attested.isOffered()).toBe(true))
    expect(await discover()).toBe(200)
  })

  test.each([
    ['is not available', apiService({ available: 'False' })],
    ['was not checked yet', apiService({ available: 'Unknown' })],
    ["is somebody else's", apiService({ namespace: 'elsewhere' })],
  ])('is not offered while the APIService %s', async (_, object) => {
    const kube = createMemoryKube()
    kube.put(apiServicePath, apiService())
    const { attested } = await startReplica(kube)
    await vi.waitFor(() => expect(attested.isOffered()).toBe(true))
    kube.put(apiServicePath, object)
    await vi.waitFor(() => expect(attested.isOffered()).toBe(false))
    kube.put(apiServicePath, apiService())
    await vi.waitFor(() => expect(attested.isOffered()).toBe(true))
    kube.put(apiServicePath, null)
    await vi.waitFor(() => expect(attested.isOffered()).toBe(false))
  })

  test('has two replicas serve with one certificate, and heals what is deleted or damaged under their feet', async () => {
    const kube = createMemoryKube()
    kube.put(apiServicePath, apiService())
    const replicas = [await startReplica(kube), await startReplica(kube)]
    const allAnswer = () => vi.waitFor(async () => expect(await Promise.all(replicas.map(({ discover }) => discover()))).toEqual([200, 200]))
    await allAnswer()
    kube.put(secretPath, null)
    await vi.waitFor(() => expect(kube.objects.has(secretPath)).toBe(true))
    await allAnswer()
    kube.put(apiServicePath, apiService({ caBundle: Buffer.from('damaged').toString('base64') }))
    await allAnswer()
    kube.put(secretPath, { metadata: {}, data: { 'certificates.json': 'e30=' } })
    await allAnswer()
  })

  test.each<[string, Partial<AuthenticationConfig>, RegExp]>([
    ['without a front proxy', { requestHeaderCaPem: null }, /no aggregation layer/],
    ['where every user could be the front proxy', { clientCaPem: frontProxyCa.certificatePem, allowedNames: [] }, /--requestheader-allowed-names/],
  ])('does not listen in a cluster %s, and says why', async (_, config, why) => {
    const kube = createMemoryKube()
    kube.put(apiServicePath, apiService())
    const lines: string[] = []
    const { attested, discover } = await startReplica(kube, config, pino({ level: 'info' }, { write: line => void lines.push(line) }))
    // Long enough for the one that does listen.
    await startReplica(kube).then(other => vi.waitFor(() => expect(other.attested.isOffered()).toBe(true)))
    expect(attested.isOffered()).toBe(false)
    await expect(discover()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    // Once, however often it was looked.
    expect(lines.filter(line => line.includes('attested-refused'))).toEqual([expect.stringMatching(why)])
  })
})
