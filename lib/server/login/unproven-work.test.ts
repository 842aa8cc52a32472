import { afterEach, expect, test } from 'vitest'
import { createMemoryKeyStore } from '../testing/memory-key-store.ts'
import { clusterId, createClock, createReplica } from '../testing/session-kit.ts'
import { createLoginNonces } from './login-nonce.ts'
import { proveLogin } from './prove-login.ts'
import { createUnprovenWork } from './unproven-work.ts'

const busy = expect.objectContaining({ code: 'TOO_MANY_REQUESTS' })
const open: (() => void)[] = []
afterEach(() => {
  for (const end of open.splice(0)) end()
})

/** A kube-apiserver that keeps reviews of tokens waiting; how many are with it at once. */
async function startLogins() {
  const clock = createClock()
  const { keys } = await createReplica({ store: createMemoryKeyStore(), clock })
  const reviews: (() => void)[] = []
  const client = {
    watch: async () => undefined,
    json: () =>
      new Promise<unknown>(resolve => {
        const refuse = () => resolve({ status: { authenticated: false } })
        reviews.push(refuse)
        open.push(refuse)
      }),
  }
  const kube = { server: 'https://127.0.0.1:1', caPem: '', tokenFile: '' }
  const nonces = createLoginNonces(keys, clusterId, clock.now)
  const deps = { keys, clusterId, nonces, clientCaPem: async () => null, client, kube, unproven: createUnprovenWork(), now: clock.now }
  return { reviews, logIn: () => proveLogin(deps, { method: 'token', token: 'guessed' }) }
}

test('of a flood of bad tokens the cluster is asked about sixteen at once, some wait, and the others are sent away at once', async () => {
  const { reviews, logIn } = await startLogins()
  const logins = Array.from({ length: 80 }, () => logIn().catch((error: unknown) => error))
  await expect(logIn()).rejects.toThrow(busy)
  expect(reviews).toHaveLength(16)
  reviews[0]?.()
  expect(await logins[0]).toMatchObject({ code: 'CREDENTIAL_REJECTED' })
  await new Promise(setImmediate)
  expect(reviews).toHaveLength(17)
  // Of the place that became free among the waiting.
  void logIn().catch(() => undefined)
  await expect(logIn()).rejects.toThrow(busy)
})

test('what fails leaves its place too', async () => {
  const unproven = createUnprovenWork()
  for (let round = 0; round < 100; round += 1) await expect(unproven(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await unproven(async () => 'done')).toBe('done')
})
