import { describe, expect, test } from 'vitest'
import { createMemoryKeyStore } from '../testing/memory-key-store.ts'
import { createClock, createReplica, signFor } from '../testing/session-kit.ts'
import { formatKeyring, maxSessionMs, newKeyring, parseKeyring, rotated } from './keyring.ts'

const day = 24 * 3_600_000

describe('the keyring of several replicas', () => {
  test('two replicas that start at once end with one keyring', async () => {
    const store = createMemoryKeyStore()
    const [a, b] = await Promise.all([createReplica({ store }), createReplica({ store })])
    expect(a.keys.signingKey().kid).toBe(b.keys.signingKey().kid)
    await expect(b.tokens.verify((await signFor(a)).token)).resolves.toMatchObject({ method: 'token' })
  })

  test('a replica that loses the race to create reads what the winner wrote', async () => {
    const store = createMemoryKeyStore()
    const winner = formatKeyring(newKeyring(createClock().now()))
    let reads = 0
    const late = await createReplica({
      store: {
        ...store,
        read: async () => {
          reads += 1
          if (reads > 1) return store.read()
          store.write(winner)
          return null
        },
      },
    })
    expect(store.stored()?.text).toBe(winner)
    expect(parseKeyring(winner, late.clock.now())?.[0].kid).toBe(late.keys.signingKey().kid)
  })

  test('a key that another replica rotated in is found without a restart', async () => {
    const clock = createClock()
    const a = await createReplica({ clock })
    const b = await createReplica({ clock, store: a.store })
    const old = await signFor(a)
    const text = a.store.stored()?.text ?? ''
    const ring = parseKeyring(text, clock.now())
    a.store.write(formatKeyring(rotated(ring ?? newKeyring(0), clock.now() + 1000)))
    await a.keys.load()
    expect(a.keys.signingKey().kid).not.toBe(b.keys.signingKey().kid)
    await expect(b.tokens.verify((await signFor(a)).token)).resolves.toBeDefined()
    await expect(b.tokens.verify(old.token), 'the old key still verifies').resolves.toBeDefined()
  })

  test('forged key ids do not reach the store more often than every two seconds', async () => {
    const replica = await createReplica()
    let reads = 0
    const read = replica.store.read
    replica.store.read = () => {
      reads += 1
      return read()
    }
    for (let i = 0; i < 50; i += 1) expect(await replica.keys.verifyingKey(i.toString(16).padStart(8, '0'))).toBeNull()
    expect(reads).toBe(1)
    replica.clock.advance(2_000)
    await replica.keys.verifyingKey('00000000')
    expect(reads).toBe(2)
  })

  test('a key is replaced in time, and covers every session that it signed', async () => {
    const clock = createClock()
    const replica = await createReplica({ clock })
    const first = replica.keys.signingKey()
    clock.advance(29 * day)
    await replica.keys.load()
    expect(replica.keys.signingKey().kid).toBe(first.kid)
    const last = await replica.tokens.sign({
      identity: { name: 'a', uid: '', groups: [], extra: {} },
      method: 'token',
      issuedAtMs: clock.now(),
      expiresAtMs: clock.now() + maxSessionMs,
      renewing: false,
      packed: { catalogue: '', bits: '' },
    })
    expect(last.expiresAtMs).toBe(clock.now() + maxSessionMs)
    clock.advance(2 * day)
    await replica.keys.load()
    expect(replica.keys.signingKey().kid).not.toBe(first.kid)
    clock.advance(2 * day)
    await replica.keys.load()
    expect(await replica.keys.verifyingKey(first.kid), 'gone after its end').toBeNull()
  })

  test('two replicas that rotate at once end with one new key', async () => {
    const clock = createClock()
    const a = await createReplica({ clock })
    const b = await createReplica({ clock, store: a.store })
    clock.advance(31 * day)
    await Promise.all([a.keys.load(), b.keys.load()])
    expect(a.keys.signingKey().kid).toBe(b.keys.signingKey().kid)
    expect(Object.keys(JSON.parse(a.store.stored()?.text ?? '{}'))).toHaveLength(2)
  })

  test('deleting the Secret ends all sessions and makes a new keyring', async () => {
    const replica = await createReplica()
    const { token } = await signFor(replica)
    const stop = new AbortController()
    const running = replica.keys.run(stop.signal)
    await replica.keys.load()
    replica.store.write(null)
    await expect.poll(() => replica.store.stored()).not.toBeNull()
    await expect(replica.tokens.verify(token)).rejects.toMatchObject({ code: 'SESSION_INVALID' })
    await expect(replica.tokens.verify((await signFor(replica)).token)).resolves.toBeDefined()
    stop.abort()
    await running
  })

  test('a deletion before the watch stands is not missed', async () => {
    const store = createMemoryKeyStore()
    const { watch } = store
    store.watch = (on, signal) => {
      store.write(null)
      return watch(on, signal)
    }
    const replica = await createReplica({ store })
    const { kid } = replica.keys.signingKey()
    const stop = new AbortController()
    const running = replica.keys.run(stop.signal)
    await expect.poll(() => replica.keys.signingKey().kid).not.toBe(kid)
    stop.abort()
    await running
  })

  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['no key', '{}'],
    ['a short key', '{"0a0b0c0d":{"key":"AAAA","notAfter":"2030-01-01T00:00:00Z"}}'],
    ['only keys that have ended', formatKeyring(newKeyring(0))],
    ['an odd kid', JSON.stringify({ 'x/y': { key: Buffer.alloc(32).toString('base64'), notAfter: '2030-01-01T00:00:00Z' } })],
  ])('replaces a keyring that holds %s', async (_, text) => {
    const store = createMemoryKeyStore()
    store.write(text)
    const replica = await createReplica({ store })
    expect(store.stored()?.text).not.toBe(text)
    await expect(replica.tokens.verify((await signFor(replica)).token)).resolves.toBeDefined()
  })
})
