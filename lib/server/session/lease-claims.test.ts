import { describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient, OwnRequest } from '../kube/own-client.ts'
import { createClock } from '../testing/session-kit.ts'
import { createLeaseClaims } from './lease-claims.ts'

type Lease = { metadata: { name: string; labels: Record<string, string> }; spec: { renewTime: string } }

/** Leases as the kube-apiserver keeps them: a name is created once. */
function createLeases() {
  const leases = new Map<string, Lease>()
  const client: OwnClient = {
    watch: async () => undefined,
    async json({ method = 'GET', path, body }: OwnRequest) {
      if (method === 'POST') {
        const lease = body as Lease
        if (leases.has(lease.metadata.name)) throw new AppError('ALREADY_EXISTS')
        leases.set(lease.metadata.name, lease)
      }
      if (method === 'DELETE' && !leases.delete(path.split('/').at(-1) ?? '')) throw new AppError('NOT_FOUND')
      return { items: [...leases.values()] }
    },
  }
  return { leases, client }
}

describe('claims of wrapped tokens', () => {
  test('the same token is claimed once, another one by itself', async () => {
    const { leases, client } = createLeases()
    const claims = createLeaseClaims(client, 'own', createClock().now)
    expect(await Promise.all([claims.claim('a'), claims.claim('a'), claims.claim('b')])).toEqual([true, false, true])
    for (const { metadata } of leases.values()) expect(metadata.name).toMatch(/^wrapped-[0-9a-f]{40}$/)
  })

  test('anything but "it exists" is a failure, not an answer', async () => {
    const client: OwnClient = {
      watch: async () => undefined,
      json: async () => {
        throw new AppError('FORBIDDEN')
      },
    }
    await expect(createLeaseClaims(client, 'own', Date.now).claim('a')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('a sweep removes those of tokens that have long ended, and no others', async () => {
    const { leases, client } = createLeases()
    const clock = createClock()
    const claims = createLeaseClaims(client, 'own', clock.now)
    await claims.claim('old')
    clock.advance(599_000)
    await claims.claim('new')
    await claims.sweep()
    expect(leases.size).toBe(2)
    clock.advance(2_000)
    await claims.sweep()
    expect(leases.size).toBe(1)
    expect(await claims.claim('new')).toBe(false)
  })

  test('two replicas that sweep at once do not mind each other', async () => {
    const { leases, client } = createLeases()
    const clock = createClock()
    const claims = createLeaseClaims(client, 'own', clock.now)
    await claims.claim('old')
    clock.advance(601_000)
    await Promise.all([claims.sweep(), claims.sweep()])
    expect(leases.size).toBe(0)
  })
})
