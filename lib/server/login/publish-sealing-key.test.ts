import { describe, expect, test } from 'vitest'
import { sealingKeySchema } from '#contract/login-proof.ts'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import { currentSealingKey } from '../session/sealing-key.ts'
import { clusterId, createReplica, silent } from '../testing/session-kit.ts'
import { publishSealingKey, runSealingKeyPublisher } from './publish-sealing-key.ts'

type ConfigMap = { metadata: { name: string; resourceVersion?: string }; data: Record<string, string> }

/** ConfigMaps as the kube-apiserver keeps them: created once, replaced only by who has seen the newest. */
function createMemoryConfigMaps() {
  let stored: ConfigMap | null = null
  let version = 0
  const writes: string[] = []
  const waiting = new Set<() => void>()
  const client: OwnClient = {
    watch: async () => undefined,
    async json({ method = 'GET', path, body }) {
      if (method === 'GET') {
        expect(path).toBe('/api/v1/namespaces/latchkey-system/configmaps/latchkey-sealing-key')
        if (!stored) throw new AppError('NOT_FOUND')
        return stored
      }
      const given = body as ConfigMap
      if (method === 'POST' && stored) throw new AppError('ALREADY_EXISTS')
      if (method === 'PUT' && given.metadata.resourceVersion !== stored?.metadata.resourceVersion) throw new AppError('CONFLICT')
      version += 1
      stored = { ...given, metadata: { ...given.metadata, resourceVersion: String(version) } }
      writes.push(method)
      for (const done of waiting) done()
      return stored
    },
  }
  return {
    client,
    writes,
    text: () => stored?.data['sealing-key.json'] ?? '',
    write(data: Record<string, string> | null) {
      version += 1
      stored = data && { metadata: { name: 'latchkey-sealing-key', resourceVersion: String(version) }, data }
    },
    written: () => new Promise<void>(resolve => waiting.add(resolve)),
  }
}

async function setUp() {
  const replica = await createReplica()
  const configMaps = createMemoryConfigMaps()
  const deps = { client: configMaps.client, keys: replica.keys, namespace: 'latchkey-system', clusterId, logger: silent, now: replica.clock.now }
  return { replica, configMaps, deps, published: () => sealingKeySchema.parse(JSON.parse(configMaps.text())) }
}

describe('the published key', () => {
  test('is created, public, of the key that signs, and written once', async () => {
    const { replica, configMaps, deps, published } = await setUp()
    await publishSealingKey(deps)
    await publishSealingKey(deps)
    expect(configMaps.writes).toEqual(['POST'])
    expect(published()).toEqual(currentSealingKey(replica.keys, clusterId))
    expect(published().key.kid).toBe(replica.keys.signingKey().kid)
    expect(configMaps.text()).not.toMatch(/"d"/)
  })

  test.each([
    { 'sealing-key.json': 'x' },
    {},
    { 'sealing-key.json': '{"clusterId":"0123456789abcdef","key":{"kty":"OKP","crv":"X25519","x":"AAAA","kid":"00000000"}}' },
  ])('replaces what others wrote: %j', async data => {
    const { configMaps, deps, replica, published } = await setUp()
    configMaps.write(data)
    await publishSealingKey(deps)
    expect(configMaps.writes).toEqual(['PUT'])
    expect(published()).toEqual(currentSealingKey(replica.keys, clusterId))
  })

  test('two replicas that publish at once come to one', async () => {
    const { configMaps, deps, replica, published } = await setUp()
    await Promise.all([publishSealingKey(deps), publishSealingKey(deps)])
    expect(configMaps.writes).toEqual(['POST'])
    expect(published()).toEqual(currentSealingKey(replica.keys, clusterId))
  })

  test('what fails for another reason is told', async () => {
    const { deps } = await setUp()
    const client: OwnClient = { watch: async () => undefined, json: () => Promise.reject(new AppError('FORBIDDEN')) }
    await expect(publishSealingKey({ ...deps, client })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

test('is published when the server starts, and no more after its end', async () => {
  const { configMaps, deps, published, replica } = await setUp()
  const stop = new AbortController()
  const written = configMaps.written()
  const running = runSealingKeyPublisher(deps, stop.signal)
  await written
  expect(published().key.kid).toBe(replica.keys.signingKey().kid)
  stop.abort()
  await running
  configMaps.write(null)
  expect(configMaps.writes).toEqual(['POST'])
})
