import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { cookieHeaderOf, httpPair } from '../testing/http-pair.ts'
import { createReplica, damage, signFor } from '../testing/session-kit.ts'
import { rootTag } from './cookie-scope.ts'
import { formatKeyring, newKeyring } from './keyring.ts'
import { readSession } from './read-session.ts'

// A token and a cookie that were found good once are remembered; what can make them bad is looked at each time.

type Replica = Awaited<ReturnType<typeof createReplica>>

async function exchangeKeys(replica: Replica, kid?: string): Promise<void> {
  const [fresh] = newKeyring(replica.clock.now())
  replica.store.write(formatKeyring([{ ...fresh, ...(kid === undefined ? {} : { kid, key: randomBytes(32) }) }]))
  await replica.keys.load()
}

async function cookieOf(replica: Replica, token: string): Promise<() => Promise<string | null>> {
  const { request, response } = httpPair()
  await replica.cookie.write(request, response, '', token, replica.clock.now() + 3_600_000)
  const cookie = cookieHeaderOf(response)
  return () => replica.cookie.read(httpPair({ headers: { cookie } }).request, rootTag)
}

describe('a token that was verified before', () => {
  test('says the same again', async () => {
    const replica = await createReplica()
    const { token } = await signFor(replica)
    const first = await replica.tokens.verify(token)
    expect(await replica.tokens.verify(token)).toEqual(first)
    await expect(replica.tokens.verify(damage(token, token.length - 5))).rejects.toMatchObject({ code: 'SESSION_INVALID' })
  })

  test('ends when it said it would, to the second, and may have ended as long ago as the caller allows', async () => {
    const replica = await createReplica()
    const { token, expiresAtMs } = await signFor(replica)
    await replica.tokens.verify(token)
    replica.clock.advance(expiresAtMs - replica.clock.now() - 1)
    await expect(replica.tokens.verify(token)).resolves.toBeDefined()
    replica.clock.advance(1)
    await expect(replica.tokens.verify(token)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
    await expect(replica.tokens.verify(token, 1_000)).resolves.toBeDefined()
    replica.clock.advance(1_000)
    await expect(replica.tokens.verify(token, 1_000)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' })
  })

  test.each(['another kid', 'the same kid'])('is none any more once its key is gone, by %s', async which => {
    const replica = await createReplica()
    const { token } = await signFor(replica)
    await replica.tokens.verify(token)
    await exchangeKeys(replica, which === 'the same kid' ? replica.keys.signingKey().kid : undefined)
    await expect(replica.tokens.verify(token)).rejects.toMatchObject({ code: 'SESSION_INVALID' })
  })

  test('is none any more once it is signed out', async () => {
    const replica = await createReplica()
    const { token, id } = await signFor(replica)
    const read = () =>
      readSession(
        httpPair({ headers: { 'x-latchkey-session': token } }).request,
        { tag: rootTag, isSharedOrigin: false, proof: null },
        { ...replica, allowSharedOrigin: true, unpackCapabilities: async () => ({ capabilities: {}, kindsTag: '' }) },
      )
    expect((await read()).error).toBeNull()
    await replica.revocations.revokeSession(id)
    expect((await read()).error).toMatchObject({ code: 'SESSION_REVOKED' })
  })

  test('cannot be changed by one who was told what it says', async () => {
    const replica = await createReplica()
    const { token } = await signFor(replica)
    const claims = await replica.tokens.verify(token)
    expect(() => claims.identity.groups.push('system:masters')).toThrow(TypeError)
    expect(() => Object.assign(claims.identity, { name: 'admin' })).toThrow(TypeError)
    expect(() => claims.identity.extra['example.org/scope']?.push('c')).toThrow(TypeError)
  })
})

describe('a cookie that was unsealed before', () => {
  test('holds the same token again, and none once its key is gone', async () => {
    const replica = await createReplica()
    const { token } = await signFor(replica)
    const read = await cookieOf(replica, token)
    expect(await read()).toBe(token)
    expect(await read()).toBe(token)
    await exchangeKeys(replica, replica.keys.signingKey().kid)
    await expect(read()).rejects.toMatchObject({ code: 'SESSION_INVALID' })
  })
})
