import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import { createMemoryLeases } from '../testing/memory-leases.ts'
import { type Clock, createClock, silent, someone } from '../testing/session-kit.ts'
import { createRevocationLeases, type RevocationStore } from './revocation-leases.ts'
import { createRevocations, type Revocable, type Revocations } from './revocations.ts'

const stopped: AbortController[] = []
afterEach(() => {
  for (const stop of stopped.splice(0)) stop.abort()
})

/** A replica that follows the sign-outs in `client` until the test ends. */
async function startReplica(client: OwnClient, clock: Clock = createClock(), uptime: Clock = createClock()): Promise<Revocations> {
  const revocations = createRevocations(createRevocationLeases(client, 'own'), silent, clock.now, uptime.now)
  const stop = new AbortController()
  stopped.push(stop)
  void revocations.run(stop.signal)
  await vi.waitFor(() => expect(revocations.isCurrent()).toBe(true), { interval: 1 })
  return revocations
}

const token = (id: string, issuedAtMs: number, name = someone.name): Revocable => ({ id, identity: { ...someone, name }, issuedAtMs })
const revoked = expect.objectContaining({ code: 'SESSION_REVOKED' })

describe('signing out', () => {
  test('ends every token of the session, on every replica, and no other session', async () => {
    const { client } = createMemoryLeases()
    const clock = createClock()
    const [one, other] = [await startReplica(client, clock), await startReplica(client, clock)]
    await one.revokeSession('s-1')
    for (const replica of [one, other]) {
      expect(() => replica.check(token('s-1', clock.now()))).toThrow(revoked)
      expect(() => replica.check(token('s-1', clock.now() + 3_600_000))).toThrow(revoked)
      replica.check(token('s-2', clock.now()))
    }
  })

  test('everywhere ends every session of the user that exists, none of another user, and none that begins later', async () => {
    const { client } = createMemoryLeases()
    const clock = createClock()
    const [one, other] = [await startReplica(client, clock), await startReplica(client, clock)]
    const before = clock.now()
    await one.revokeUser('editor')
    for (const replica of [one, other]) {
      for (const id of ['s-1', 's-2']) expect(() => replica.check(token(id, before))).toThrow(revoked)
      replica.check(token('s-3', before, 'viewer'))
      replica.check(token('s-4', replica.issueTimeMs('editor')))
      expect(replica.issueTimeMs('viewer')).toBe(clock.now())
    }
  })

  test('everywhere also ends what a replica signed whose clock is seconds ahead', async () => {
    const { client } = createMemoryLeases()
    const [clock, ahead] = [createClock(), createClock()]
    ahead.advance(4_000)
    const [one, other] = [await startReplica(client, clock), await startReplica(client, ahead)]
    const signed = token('s-1', other.issueTimeMs('editor'))
    await one.revokeUser('editor')
    for (const replica of [one, other]) expect(() => replica.check(signed)).toThrow(revoked)
  })

  test('everywhere may be done again and again', async () => {
    const { client, leases } = createMemoryLeases()
    const clock = createClock()
    const replica = await startReplica(client, clock)
    await replica.revokeUser('editor')
    const second = token('s-2', replica.issueTimeMs('editor'))
    replica.check(second)
    clock.advance(60_000)
    await replica.revokeUser('editor')
    expect(() => replica.check(second)).toThrow(revoked)
    expect(leases.size).toBe(2)
  })

  test('twice is as good as once', async () => {
    const { client, leases } = createMemoryLeases()
    const replica = await startReplica(client)
    await replica.revokeSession('s-1')
    await replica.revokeSession('s-1')
    expect(leases.size).toBe(1)
  })

  test('fails where the cluster does not keep it', async () => {
    const { client } = createMemoryLeases()
    const failing: OwnClient = {
      ...client,
      json: request => (request.method === 'POST' ? Promise.reject(new AppError('CLUSTER_UNREACHABLE')) : client.json(request)),
    }
    const replica = await startReplica(failing)
    await expect(replica.revokeSession('s-1')).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    await expect(replica.revokeUser('editor')).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    replica.check(token('s-1', 0))
  })

  test('leaves nothing in the cluster that tells who, or which session', async () => {
    const { client, leases } = createMemoryLeases()
    const replica = await startReplica(client)
    await replica.revokeSession('s-1')
    await replica.revokeUser('editor')
    const stored = JSON.stringify([...leases.values()])
    expect(stored).not.toMatch(/s-1|editor/)
    for (const name of leases.keys()) expect(name).toMatch(/^revoked-(session-[0-9a-f]{40}|user-[0-9a-f]{40}-\d+)$/)
  })
})

describe('a replica', () => {
  test('that never could list the sign-outs takes no session', async () => {
    const replica = createRevocations(createRevocationLeases(createMemoryLeases().client, 'own'), silent, Date.now)
    expect(replica.isCurrent()).toBe(false)
    expect(() => replica.check(token('s-1', 0))).toThrow(expect.objectContaining({ code: 'NOT_READY' }))
  })

  test('that has not heard for 45 s takes no session until it hears again, whatever the clock on the wall says', async () => {
    const memory = createMemoryLeases()
    const [clock, uptime] = [createClock(), createClock()]
    let answered: Promise<unknown> = Promise.resolve()
    const client: OwnClient = { ...memory.client, json: request => answered.then(() => memory.client.json(request)) }
    const replica = await startReplica(client, clock, uptime)
    await replica.revokeSession('s-1')
    // Its watch says nothing any more, and does not end either.
    clock.advance(3_600_000)
    uptime.advance(45_000)
    replica.check(token('s-2', clock.now()))
    uptime.advance(1)
    expect(replica.isCurrent()).toBe(false)
    expect(() => replica.check(token('s-2', clock.now()))).toThrow(expect.objectContaining({ code: 'NOT_READY', status: 503 }))
    expect(() => replica.check(token('s-1', clock.now()))).toThrow(revoked)
    const list = Promise.withResolvers<unknown>()
    answered = list.promise
    memory.endWatches()
    await new Promise(setImmediate)
    expect(replica.isCurrent()).toBe(false)
    // After so long the next try is made at once.
    uptime.advance(10_000)
    answered = Promise.resolve()
    list.reject(new AppError('CLUSTER_UNREACHABLE'))
    await vi.waitFor(() => expect(replica.isCurrent()).toBe(true), { interval: 1 })
    replica.check(token('s-2', clock.now()))
  })

  test('that has nothing to hear goes on for as long as it hears that', async () => {
    const uptime = createClock()
    const seen: boolean[] = []
    const stop = new AbortController()
    const silentStore: RevocationStore = {
      add: async () => undefined,
      remove: async () => undefined,
      async follow({ listed }) {
        listed()
        // What a watch lasts that never says a word, and a list that was slow.
        uptime.advance(20_000 + 10_000)
        seen.push(replica.isCurrent())
        if (seen.length === 20) stop.abort()
      },
    }
    const replica = createRevocations(silentStore, silent, createClock().now, uptime.now)
    await replica.run(stop.signal)
    expect(seen).toEqual(Array.from({ length: 20 }, () => true))
  })

  test('asks for watches that end in time', async () => {
    const { client } = createMemoryLeases()
    const asked: string[] = []
    const watch: OwnClient['watch'] = async path => void asked.push(path)
    await createRevocationLeases({ ...client, watch }, 'own').follow({ revoked: () => undefined, listed: () => undefined }, new AbortController().signal)
    expect(asked.map(path => new URLSearchParams(path.split('?')[1]).get('timeoutSeconds'))).toEqual(['15'])
  })

  test('that starts later knows what was signed out before, however many pages that is', async () => {
    const { client } = createMemoryLeases()
    const first = await startReplica(client)
    for (let index = 0; index < 1_100; index += 1) await first.revokeSession(`s-${index}`)
    const later = await startReplica(client)
    for (const index of [0, 499, 500, 1_099]) expect(() => later.check(token(`s-${index}`, 0))).toThrow(revoked)
    later.check(token('s-1100', 0))
  })

  test('takes no notice of what is no sign-out, and of a deleted Lease: no session comes back', async () => {
    const { client, leases, endWatches } = createMemoryLeases()
    const labels = { 'latchkey.dev/purpose': 'revocation' }
    leases.set('revoked-session-x', { metadata: { name: 'revoked-session-x', labels }, spec: { renewTime: 'never', leaseDurationSeconds: 1 } })
    const replica = await startReplica(client)
    await replica.revokeSession('s-1')
    leases.clear()
    endWatches()
    expect(() => replica.check(token('s-1', 0))).toThrow(revoked)
  })

  test('tells whoever waits, once, and nobody who stopped waiting', async () => {
    const { client } = createMemoryLeases()
    const [one, other] = [await startReplica(client), await startReplica(client)]
    const heard: string[] = []
    other.onRevoked(token('s-1', 0), () => heard.push('s-1'))
    other.onRevoked(token('s-2', 0), () => heard.push('s-2'))
    other.onRevoked(token('s-1', 0), () => heard.push('never'))()
    await one.revokeSession('s-1')
    await one.revokeUser('viewer')
    expect(heard).toEqual(['s-1'])
    await one.revokeUser('editor')
    expect(heard).toEqual(['s-1', 's-2'])
    other.onRevoked(token('s-1', 0), () => heard.push('late'))
    expect(heard).toEqual(['s-1', 's-2', 'late'])
  })
})

test('a sweep removes what no token is left of, and nothing else', async () => {
  const { client, leases } = createMemoryLeases()
  const clock = createClock()
  const [one, other] = [await startReplica(client, clock), await startReplica(client, clock)]
  await one.revokeSession('s-1')
  await one.revokeUser('editor')
  const last = token('s-1', clock.now())
  // A token of ten hours and a day to renew it.
  clock.advance(34 * 3_600_000)
  await one.sweep()
  expect(leases.size).toBe(2)
  expect(() => one.check(last)).toThrow(revoked)
  clock.advance(2 * 3_600_000)
  await one.revokeUser('editor')
  await Promise.all([one.sweep(), other.sweep()])
  expect([...leases.keys()]).toEqual([expect.stringMatching(/^revoked-user-/)])
  for (const replica of [one, other]) expect(() => replica.check(last)).toThrow(revoked)
})

test('whatever is signed out in whatever order, every replica refuses exactly that', async () => {
  const user = fc.constantFrom('a', 'b', 'c')
  const step = fc.oneof(
    fc.record({ do: fc.constant('log in' as const), user, replica: fc.nat(1) }),
    fc.record({ do: fc.constant('log out' as const), session: fc.nat(9), replica: fc.nat(1) }),
    fc.record({ do: fc.constant('everywhere' as const), user, replica: fc.nat(1) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(10_000) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
      const { client } = createMemoryLeases()
      const clock = createClock()
      const replicas = [await startReplica(client, clock), await startReplica(client, clock)] as const
      const at = (index: number): Revocations => replicas[index === 0 ? 0 : 1]
      const sessions: { token: Revocable; good: boolean }[] = []
      for (const each of steps) {
        if (each.do === 'wait') clock.advance(each.ms)
        else if (each.do === 'log in') {
          sessions.push({ token: token(`s-${sessions.length}`, at(each.replica).issueTimeMs(each.user), each.user), good: true })
        } else if (each.do === 'log out') {
          const session = sessions[each.session]
          if (!session) continue
          session.good = false
          await at(each.replica).revokeSession(session.token.id)
        } else {
          await at(each.replica).revokeUser(each.user)
          for (const session of sessions) if (session.token.identity.name === each.user) session.good = false
        }
      }
      for (const { token: held, good } of sessions) for (const replica of replicas) expect(isTaken(replica, held)).toBe(good)
    }),
    { numRuns: 50 },
  )
})

function isTaken(replica: Revocations, held: Revocable): boolean {
  try {
    replica.check(held)
    return true
  } catch {
    return false
  }
}
