import { z } from 'zod'
import { apiPath } from '#domain/api-path.ts'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import { microTime } from './lease-claims.ts'

/** One sign-out: `hash` names the session, or the user whose every token up to `atMs` it ends. Times are epoch milliseconds. */
export type Revocation = { readonly kind: 'session' | 'user'; readonly hash: string; readonly atMs: number; readonly untilMs: number }

/** Where the replicas keep what was signed out. */
export type RevocationStore = {
  /** Resolves once every replica can read it; that it is there already is as good. */
  add(revocation: Revocation): Promise<void>
  remove(revocation: Revocation): Promise<void>
  /** Tells all there are, then `listed`, then each new one, for a quarter of a minute or until `signal` aborts. Throws where it cannot. */
  follow(on: { revoked: (revocation: Revocation) => void; listed: () => void }, signal: AbortSignal): Promise<void>
}

const labels = { 'latchkey.dev/purpose': 'revocation' }
const selector = new URLSearchParams({ labelSelector: 'latchkey.dev/purpose=revocation' })
/** After so long all are listed anew: a watch can die without a word. */
const watchSeconds = 15
const graceMs = 5_000
const listAtOnce = 500

const leaseSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ renewTime: z.iso.datetime(), leaseDurationSeconds: z.number() }),
})
const listSchema = z.object({ metadata: z.object({ continue: z.string().optional(), resourceVersion: z.string() }), items: z.array(z.unknown()) })
const eventSchema = z.object({ type: z.string(), object: z.unknown() })

/** A Lease per sign-out in our own namespace, named by a hash. They are created and deleted, never changed. */
export function createRevocationLeases(client: OwnClient, namespace: string): RevocationStore {
  const collection = apiPath({ group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace })
  return {
    async add(revocation) {
      const { atMs, untilMs } = revocation
      const body = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: nameOf(revocation), namespace, labels },
        spec: { renewTime: microTime(atMs), leaseDurationSeconds: Math.ceil((untilMs - atMs) / 1000) },
      }
      await unless('ALREADY_EXISTS', client.json({ method: 'POST', path: collection, body }))
    },
    remove: revocation => unless('NOT_FOUND', client.json({ method: 'DELETE', path: `${collection}/${nameOf(revocation)}` })),
    async follow({ revoked, listed }, signal) {
      const tell = (object: unknown): void => {
        const revocation = readLease(object)
        if (revocation) revoked(revocation)
      }
      const query = new URLSearchParams([...selector, ['limit', String(listAtOnce)]])
      let version = ''
      do {
        const { metadata, items } = listSchema.parse(await client.json({ path: `${collection}?${query}`, signal }))
        for (const item of items) tell(item)
        version = metadata.resourceVersion
        query.set('continue', metadata.continue ?? '')
      } while (query.get('continue') !== '')
      listed()
      const watch = new URLSearchParams([...selector, ['watch', '1'], ['resourceVersion', version], ['timeoutSeconds', String(watchSeconds)]])
      const silence = AbortSignal.timeout(watchSeconds * 1000 + graceMs)
      const onEvent = (event: unknown): void => {
        const { type, object } = eventSchema.parse(event)
        if (type === 'ERROR') throw new AppError('GONE')
        if (type === 'ADDED' || type === 'MODIFIED') tell(object)
      }
      await client.watch(`${collection}?${watch}`, () => undefined, onEvent, AbortSignal.any([signal, silence]))
    },
  }
}

function nameOf({ kind, hash, atMs }: Revocation): string {
  return kind === 'session' ? `revoked-session-${hash}` : `revoked-user-${hash}-${atMs}`
}

/** Null for what is none of ours: others may write Leases here too. */
function readLease(object: unknown): Revocation | null {
  const parsed = leaseSchema.safeParse(object)
  const [, kind, hash] = /^revoked-(session|user)-([0-9a-f]{40})(?:-\d+)?$/.exec(parsed.data?.metadata.name ?? '') ?? []
  if (!parsed.success || hash === undefined) return null
  const { renewTime, leaseDurationSeconds } = parsed.data.spec
  const atMs = Date.parse(renewTime)
  return { kind: kind === 'user' ? 'user' : 'session', hash, atMs, untilMs: atMs + leaseDurationSeconds * 1000 }
}

async function unless(code: 'ALREADY_EXISTS' | 'NOT_FOUND', work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === code)) throw error
  })
}
