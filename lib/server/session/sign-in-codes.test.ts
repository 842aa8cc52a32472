import { describe, expect, test } from 'vitest'
import { createMemoryLeases } from '../testing/memory-leases.ts'
import { createClock } from '../testing/session-kit.ts'
import { createLeaseClaims } from './lease-claims.ts'
import { createSignInCodes } from './sign-in-codes.ts'

describe('sign-in codes', () => {
  test('stand for their token on every replica, and only for theirs', async () => {
    const { client } = createMemoryLeases()
    const [one, other] = [createSignInCodes(client, 'own', Date.now), createSignInCodes(client, 'own', Date.now)]
    const codes = [await one.issue('first'), await one.issue('second')]
    expect(codes[0]).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(await Promise.all(codes.map(code => other.open(code)))).toEqual(['first', 'second'])
  })

  test('leave nothing in the cluster that opens anything: neither the token nor the code', async () => {
    const { client, leases } = createMemoryLeases()
    const code = await createSignInCodes(client, 'own', Date.now).issue('the-token')
    const stored = JSON.stringify([...leases.values()])
    for (const secret of ['the-token', code, code.replaceAll('-', ''), Buffer.from('the-token').toString('base64url')]) expect(stored).not.toContain(secret)
  })

  test('that nobody issued, or whose Lease was changed, open nothing', async () => {
    const { client, leases } = createMemoryLeases()
    const codes = createSignInCodes(client, 'own', createClock().now)
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

  test('cannot be tried fast, and what cannot be one costs the cluster nothing', async () => {
    const { client } = createMemoryLeases()
    const clock = createClock()
    let asked = 0
    const json: typeof client.json = request => {
      asked += 1
      return client.json(request)
    }
    const codes = createSignInCodes({ ...client, json }, 'own', clock.now)
    const guess = '00000-00000-00000-00000-00000'
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => codes.open(guess).catch(error => error.code)))
    expect(outcomes.filter(code => code === 'TOO_MANY_REQUESTS')).toHaveLength(20)
    for (let round = 0; round < 20; round += 1) await expect(codes.open('nonsense')).rejects.toMatchObject({ code: 'WRAPPED_TOKEN_INVALID' })
    expect(asked).toBe(10)
    clock.advance(1_000)
    await expect(codes.open(guess)).rejects.toMatchObject({ code: 'WRAPPED_TOKEN_INVALID' })
  })

  test('are swept with the claims', async () => {
    const { client, leases } = createMemoryLeases()
    const clock = createClock()
    await createSignInCodes(client, 'own', clock.now).issue('the-token')
    clock.advance(601_000)
    await createLeaseClaims(client, 'own', clock.now).sweep()
    expect(leases.size).toBe(0)
  })
})
