import { describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { createMemoryKeyStore, type MemoryKeyStore } from '../testing/memory-key-store.ts'
import { createClock, silent } from '../testing/session-kit.ts'
import type { ApiService, ApiServiceClient } from './api-service.ts'
import { createCertificateKeeper } from './certificate-keeper.ts'
import { caBundle, parseServingCertificates } from './serving-certificates.ts'

const day = 86_400_000
const dnsName = 'latchkey.latchkey-system.svc'

/** An APIService that all replicas see, and what was written to it. */
function createApiService(held: ApiService | null = { isOurs: true, caBundlePem: '', isAvailable: true, message: '' }) {
  const written: string[] = []
  const state = { held, written }
  const client: ApiServiceClient = {
    read: async () => state.held,
    trust: async caBundlePem => {
      written.push(caBundlePem)
      if (state.held) state.held = { ...state.held, caBundlePem }
    },
    watch: async () => undefined,
  }
  return { state, client }
}

function setUp() {
  const clock = createClock()
  const store = createMemoryKeyStore()
  const apiService = createApiService()
  const replica = (own: MemoryKeyStore = store) =>
    createCertificateKeeper({ store: own, apiService: apiService.client, dnsName, logger: silent, now: clock.now })
  const stored = () => parseServingCertificates(store.stored()?.text ?? '', dnsName, clock.now())
  return { clock, store, apiService, replica, stored }
}

describe('the keeper of the serving certificate', () => {
  test('makes one, has it trusted, and then leaves all as it is', async () => {
    const { apiService, replica, stored, store } = setUp()
    const { serving } = await replica().keep()
    expect(stored()).toEqual([serving])
    expect(apiService.state.written).toEqual([serving.caPem])
    const { version } = store.stored() ?? {}
    expect((await replica().keep()).serving).toEqual(serving)
    expect([store.stored()?.version, apiService.state.written.length]).toEqual([version, 1])
  })

  test('agrees with another replica that starts at the same time', async () => {
    const { replica, stored, apiService } = setUp()
    const kept = await Promise.all(Array.from({ length: 5 }, () => replica().keep()))
    expect(stored()).toHaveLength(1)
    for (const { serving } of kept) expect(serving).toEqual(stored()?.[0])
    expect(new Set(apiService.state.written)).toEqual(new Set([stored()?.[0].caPem]))
  })

  test('takes the result of a race that it lost', async () => {
    const { replica, stored, store } = setUp()
    const winner = replica()
    const slow = replica({
      ...store,
      async create() {
        await winner.keep()
        return null
      },
    })
    expect((await slow.keep()).serving).toEqual(stored()?.[0])
  })

  test('gives up on a store that never keeps what is written', async () => {
    const { replica, store } = setUp()
    await expect(replica({ ...store, create: async () => null }).keep()).rejects.toMatchObject({ code: 'NOT_READY' })
  })

  test.each(['deleted', 'damaged'])('heals a Secret that was %s', async how => {
    const { apiService, replica, stored, store } = setUp()
    const keeper = replica()
    const before = (await keeper.keep()).serving
    store.write(how === 'deleted' ? null : '{"tls.crt":"x"}')
    const { serving } = await keeper.keep()
    expect(serving).not.toEqual(before)
    expect(stored()).toEqual([serving])
    expect(apiService.state.held?.caBundlePem).toBe(serving.caPem)
  })

  test.each(['', 'bad', 'other'])('heals a caBundle that is %j', async bundle => {
    const { apiService, replica } = setUp()
    const keeper = replica()
    const { serving } = await keeper.keep()
    apiService.state.held = {
      isOurs: true,
      isAvailable: false,
      message: '',
      caBundlePem: bundle === 'other' ? `${serving.caPem}${serving.certificatePem}` : bundle,
    }
    await keeper.keep()
    expect(apiService.state.held.caBundlePem).toBe(serving.caPem)
  })

  test('renews in two steps: trusted first, used a while later, and nothing is dropped in between', async () => {
    const { apiService, clock, replica, stored } = setUp()
    const [one, two] = [replica(), replica()]
    const old = (await one.keep()).serving
    clock.advance(61 * day)
    // As soon as one replica renews, both serve what the kube-apiserver trusts already.
    expect((await one.keep()).serving).toEqual(old)
    expect((await two.keep()).serving).toEqual(old)
    const both = stored()
    expect(both).toHaveLength(2)
    expect(apiService.state.held?.caBundlePem).toBe(both && caBundle(both))
    clock.advance(120_000)
    expect((await two.keep()).serving).toEqual(both?.[0])
    // The other may still serve the old one.
    expect(apiService.state.held?.caBundlePem).toContain(old.caPem)
    clock.advance(30 * day)
    await one.keep()
    expect(apiService.state.held?.caBundlePem).toBe(both?.[0].caPem)
    expect((await one.keep()).serving).toEqual(both?.[0])
  })

  test('leaves an APIService that is not ours alone, and goes on without any', async () => {
    for (const held of [null, { isOurs: false, caBundlePem: 'theirs', isAvailable: true, message: '' }]) {
      const { replica, apiService } = setUp()
      apiService.state.held = held
      const kept = await replica().keep()
      expect(kept.apiService).toEqual(held)
      expect(apiService.state.written).toEqual([])
    }
  })

  test('tells nothing to serve with while it cannot have it trusted, and recovers', async () => {
    const { apiService, clock, store } = setUp()
    let isDown = true
    const client: ApiServiceClient = {
      ...apiService.client,
      trust: async bundle => {
        if (isDown) throw new AppError('CLUSTER_UNREACHABLE')
        await apiService.client.trust(bundle)
      },
    }
    const keeper = createCertificateKeeper({ store, apiService: client, dnsName, logger: silent, now: clock.now })
    await expect(keeper.keep()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    isDown = false
    const { serving } = await keeper.keep()
    expect(apiService.state.held?.caBundlePem).toBe(serving.caPem)
  })
})
