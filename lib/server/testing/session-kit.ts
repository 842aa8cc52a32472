import { pino } from 'pino'
import type { Identity } from '#contract/identity.ts'
import type { Session } from '../services.ts'
import { createKeyManager, type KeyManager } from '../session/key-manager.ts'
import { createPageProofs } from '../session/page-proof.ts'
import { createRevocationLeases } from '../session/revocation-leases.ts'
import { createRevocations, type Revocations } from '../session/revocations.ts'
import { createSessionCookie } from '../session/session-cookie.ts'
import { createFollowSession } from '../session/session-signal.ts'
import { createSessionTokens, type NewToken } from '../session/session-token.ts'
import { createWrappedTokens } from '../session/wrapped-token.ts'
import type { ViewRights } from '../views/view-rights.ts'
import { createMemoryKeyStore, type MemoryKeyStore } from './memory-key-store.ts'
import { createMemoryLeases } from './memory-leases.ts'

export const silent = pino({ level: 'silent' })
export const clusterId = '0123456789abcdef'
export const someone: Identity = { name: 'editor', uid: 'u-1', groups: ['team-shop', 'system:authenticated'], extra: { 'example.org/scope': ['a', 'b'] } }

/** A session of `someone` for an hour, but for what is given. */
export function sessionOf(more: Partial<Session> = {}): Session {
  const rest = { issuedAtMs: 0, renewing: false, tokenHash: 'hash', capabilities: {}, kindsTag: '', viewer: null, endedView: null }
  return { id: 's', identity: someone, method: 'token', expiresAtMs: Date.now() + 3_600_000, ...rest, ...more }
}

export type Clock = { now: () => number; advance(ms: number): void }

export function createClock(): Clock {
  let nowMs = Date.parse('2026-01-02T03:04:05Z')
  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms
    },
  }
}

/** Sign-outs of one replica that has listed them. */
export async function createMemoryRevocations(now: () => number): Promise<Revocations> {
  const revocations = createRevocations(createRevocationLeases(createMemoryLeases().client, 'own'), silent, now)
  const stop = new AbortController()
  void revocations.run(stop.signal)
  while (!revocations.isCurrent()) await new Promise(setImmediate)
  stop.abort()
  return revocations
}

/** Where everybody may act as anybody. */
export const anyView: ViewRights = { whyNot: async () => null }

/** A replica: keys, tokens and cookies over a key store that it may share with others. */
export async function createReplica(options: { store?: MemoryKeyStore; clock?: Clock; cluster?: string } = {}) {
  const { store = createMemoryKeyStore(), clock = createClock(), cluster = clusterId } = options
  const keys: KeyManager = createKeyManager(store, silent, clock.now)
  await keys.load()
  const revocations = await createMemoryRevocations(clock.now)
  return {
    store,
    clock,
    keys,
    revocations,
    followSession: createFollowSession(revocations, clock.now, anyView),
    tokens: createSessionTokens(keys, cluster, clock.now),
    wrapped: createWrappedTokens(keys, cluster, clock.now),
    cookie: createSessionCookie(keys, cluster, clock.now),
    proofs: createPageProofs(keys),
    viewRights: anyView,
  }
}

/** A session token for `identity` that ends in an hour, unless told otherwise. */
export async function signFor(replica: Awaited<ReturnType<typeof createReplica>>, identity: Identity = someone, more: Partial<NewToken> = {}) {
  const issuedAtMs = replica.clock.now()
  const packed = { catalogue: 'c', bits: '' }
  return replica.tokens.sign({ identity, method: 'token', issuedAtMs, expiresAtMs: issuedAtMs + 3_600_000, renewing: false, packed, ...more })
}

/** The text with the character at `at` exchanged for another of the same alphabet. */
export function damage(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
}
