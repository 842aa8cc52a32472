import { describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import { createMemoryLeases } from '../testing/memory-leases.ts'
import { createClock } from '../testing/session-kit.ts'
import { createLeaseClaims, microTime, wrappedTokenLabels } from './lease-claims.ts'

describe('claims of wrapped tokens', () => {
  test('the same token is claimed once, another one by itself', async () => {
    const { leases, client } = createMemoryLeases()
    const claims = createLeaseClaims(client, 'own', createClock().now)
    expect(await Promise.all([claims.claim('a'), claims.claim('a'), claims.claim('b')])).toEqual([true, false, true])
    for (const { metadata } of leases.values()) expect(metadata.name).toMatch(/^wrapped-[0-9a-f]{40}$/)
  })

  test('a token that is shown a thousand times is claimed once, costs the cluster one request per replica, and still counts after a failure', async () => {
    const { client } = createMemoryLeases()
    let asked = 0
    let works = false
    const counting: OwnClient = {
      ...client,
      json: request => {
        asked += 1
        return works ? client.json(request) : Promise.reject(new AppError('CLUSTER_UNREACHABLE'))
      },
    }
    const replicas = [createLeaseClaims(counting, 'own', Date.now), createLeaseClaims(counting, 'own', Date.now)]
    await expect(replicas[0]?.claim('a')).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    works = true
    const outcomes = await Promise.all(Array.from({ length: 1_000 }, (_, index) => replicas[index % 2]?.claim('a')))
    expect(outcomes.filter(Boolean)).toHaveLength(1)
    expect(asked).toBe(3)
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
    const { leases, client } = createMemoryLeases()
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

  test('a sweep finds what has ended behind hundreds that have not', async () => {
    const { leases, client } = createMemoryLeases()
    const clock = createClock()
    const put = (name: string) => leases.set(name, { metadata: { name, labels: wrappedTokenLabels }, spec: { renewTime: microTime(clock.now()) } })
    put('wrapped-y')
    put('wrapped-z')
    clock.advance(601_000)
    for (let index = 0; index < 450; index += 1) put(`wrapped-${String(index).padStart(4, '0')}`)
    await createLeaseClaims(client, 'own', clock.now).sweep()
    expect(leases.size).toBe(450)
    expect([...leases.keys()].every(name => /^wrapped-\d+$/.test(name))).toBe(true)
  })

  test('a sweep of a list without an end comes to one', async () => {
    const asked: string[] = []
    const client: OwnClient = {
      watch: async () => undefined,
      json: async ({ path }) => {
        asked.push(path)
        return { metadata: { continue: `page ${asked.length}&x` }, items: [] }
      },
    }
    await createLeaseClaims(client, 'own', Date.now).sweep()
    expect(asked).toHaveLength(50)
    expect(new URL(asked[1] ?? '', 'http://a').searchParams.get('continue')).toBe('page 1&x')
    for (const path of asked) expect(path).toContain('labelSelector=latchkey.dev%2Fpurpose%3Dwrapped-token&limit=200')
  })

  test('two replicas that sweep at once do not mind each other', async () => {
    const { leases, client } = createMemoryLeases()
    const clock = createClock()
    const claims = createLeaseClaims(client, 'own', clock.now)
    await claims.claim('old')
    clock.advance(601_000)
    await Promise.all([claims.sweep(), claims.sweep()])
    expect(leases.size).toBe(0)
  })
})
