import { describe, expect, test } from 'vitest'
import { createMemoryLeases } from '../testing/memory-leases.ts'
import { createClock, createReplica } from '../testing/session-kit.ts'
import { formatKeyring, type Keyring, newKeyring, parseKeyring, rotated } from './keyring.ts'
import { createLeaseClaims } from './lease-claims.ts'
import { createSignInCodes } from './sign-in-codes.ts'

const { keys } = await createReplica()

describe('sign-in codes', () => {
  test('stand for their token on every replica, and only for theirs', async () => {
    const { client } = createMemoryLeases()
    const [one, other] = [createSignInCodes(client, keys, 'own', Date.now), createSignInCodes(client, keys, 'own', Date.now)]
    const codes = [await one.issue('first'), await one.issue('second')]
    expect(codes[0]).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(await Promise.all(codes.map(code => other.open(code)))).toEqual(['first', 'second'])
  })

  test('leave nothing in the cluster that opens anything: neither the token nor the code', async () => {
    const { client, leases } = createMemoryLeases()
    const code = await createSignInCodes(client, keys, 'own', Date.now).issue('the-token')
    const stored = JSON.stringify([...leases.values()])
    for (const secret of ['the-token', code, code.replaceAll('-', ''), Buffer.from('the-token').toString('base64url')]) expect(stored).not.toContain(secret)
  })

  test('that nobody issued, or whose Lease was changed, open nothing', async () => {
    const { client, leases } = createMemoryLeases()
    const codes = createSignInCodes(client, keys, 'own', createClock().now)
    const code = await codes.issue('the-token')
    const [lease] = leases.values()
    const damaged = code.endsWith('0') ? `${code.slice(0, -1)}1` : `${code.slice(0, -1)}0`
    for (const text of [damaged, '', code.slice(1), `${code}0`, code.replace(/^./, 'U'), 'x'.repeat(256)])
      await expect(codes.open(text), text).rejects.toMatchObject({ code: 'WRAPPED_TOKEN_INVALID' })
    const key = 'latchkey.dev/sealed-token'
    const sealed = lease?.metadata.annotations?.[key] ?? ''
    for (const text of ['', 'AAAA', sealed.slice(0, -4), `${sealed.slice(0, 20)}${sealed[20] === 'A' ? 'B' : 'A'}${sealed.slice(21)}`]) {
      Object.assign(lease?.metadata.annotations ?? {}, { [key]: text })
      await expect(codes.open(code), text).rejects.toMatchObject({ code: 'WRAPPED_TOKEN_INVALID' })
    }
  })

  test('that are only guessed cost the cluster nothing, and keep nobody else’s out', async () => {
    const { client } = createMemoryLeases()
    const clock = createClock()
    let asked = 0
    const json: typeof client.json = request => {
      asked += 1
      return client.json(request)
    }
    const codes = createSignInCodes({ ...client, json }, keys, 'own', clock.now)
    const good = await codes.issue('the-token')
    const guesses = Array.from({ length: 1_000 }, (_, index) => `${String(index).padStart(5, '0')}-00000-00000-00000-00000`)
    const outcomes = await Promise.all([...guesses, 'nonsense'].map(guess => codes.open(guess).catch(error => error.code)))
    expect(new Set(outcomes)).toEqual(new Set(['WRAPPED_TOKEN_INVALID']))
    expect(asked).toBe(1)
    await expect(codes.open(good)).resolves.toBe('the-token')
  })

  test('may be shown five times a second each', async () => {
    const { client } = createMemoryLeases()
    const clock = createClock()
    const codes = createSignInCodes(client, keys, 'own', clock.now)
    const [one, other] = [await codes.issue('one'), await codes.issue('other')]
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => codes.open(one).catch(error => error.code)))
    expect(outcomes).toEqual([...Array(5).fill('one'), ...Array(3).fill('TOO_MANY_REQUESTS')])
    await expect(codes.open(other)).resolves.toBe('other')
    clock.advance(1_000)
    await expect(codes.open(one)).resolves.toBe('one')
  })

  test('stay good when the keys are rotated, and end with the keys', async () => {
    const { client } = createMemoryLeases()
    const own = await createReplica()
    const codes = createSignInCodes(client, own.keys, 'own', own.clock.now)
    const code = await codes.issue('the-token')
    const before = parseKeyring(own.store.stored()?.text ?? '', own.clock.now())
    own.store.write(formatKeyring(rotated(before as Keyring, own.clock.now())))
    await own.keys.load()
    await expect(codes.open(code)).resolves.toBe('the-token')
    own.store.write(formatKeyring(newKeyring(own.clock.now())))
    await own.keys.load()
    await expect(codes.open(code)).rejects.toMatchObject({ code: 'WRAPPED_TOKEN_INVALID' })
  })

  test('are swept with the claims', async () => {
    const { client, leases } = createMemoryLeases()
    const clock = createClock()
    await createSignInCodes(client, keys, 'own', clock.now).issue('the-token')
    clock.advance(601_000)
    await createLeaseClaims(client, 'own', clock.now).sweep()
    expect(leases.size).toBe(0)
  })
})
