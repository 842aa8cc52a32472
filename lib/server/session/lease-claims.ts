import { createHash } from 'node:crypto'
import { z } from 'zod'
import { apiPath } from '#domain/api-path.ts'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'
import type { WrappedClaims } from './wrapped-claims.ts'
import { wrappedLifetimesMs } from './wrapped-token.ts'

/** What the sweep finds: claims of wrapped tokens, and codes for some (sign-in-codes.ts). */
export const wrappedTokenLabels = { 'latchkey.dev/purpose': 'wrapped-token' }
const selector = Object.entries(wrappedTokenLabels)
  .map(([key, value]) => `${key}=${value}`)
  .join(',')
/** Far beyond the life of a token and any skew between clocks. */
const keepMs = 5 * wrappedLifetimesMs.code
/** Leases per request of a sweep, and requests per sweep: what lies beyond is for the next one. */
const sweepAtOnce = 200
const sweepPages = 50

const listSchema = z.object({
  metadata: z.object({ continue: z.string().optional() }).optional(),
  items: z.array(z.object({ metadata: z.object({ name: z.string() }), spec: z.object({ renewTime: z.string().optional() }).default({}) })),
})

/**
 * One Lease per used token in our own namespace: creating an object of a name is something only one can do. What this
 * replica was told itself it does not ask again: a token that is shown a thousand times costs the cluster one request.
 */
export function createLeaseClaims(client: OwnClient, namespace: string, now: () => number): WrappedClaims {
  const collection = apiPath({ group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace })
  const asked = new Map<string, { answer: Promise<boolean>; atMs: number }>()

  async function create(jti: string): Promise<boolean> {
    const body = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: `wrapped-${createHash('sha256').update(jti).digest('hex').slice(0, 40)}`, namespace, labels: wrappedTokenLabels },
      spec: { renewTime: microTime(now()), leaseDurationSeconds: keepMs / 1000 },
    }
    try {
      await client.json({ method: 'POST', path: collection, body })
      return true
    } catch (error) {
      if (error instanceof AppError && error.code === 'ALREADY_EXISTS') return false
      throw error
    }
  }

  return {
    async claim(jti) {
      const earlier = asked.get(jti)
      // Whatever that one was told, this is not the first; where it could not be told, neither can this.
      if (earlier) return earlier.answer.then(() => false)
      const answer = create(jti)
      asked.set(jti, { answer, atMs: now() })
      return answer.catch(error => {
        asked.delete(jti)
        throw error
      })
    },
    async sweep() {
      for (const [jti, { atMs }] of asked) if (atMs + keepMs < now()) asked.delete(jti)
      const query = new URLSearchParams({ labelSelector: selector, limit: String(sweepAtOnce) })
      for (let page = 0; page < sweepPages; page += 1) {
        const list = listSchema.parse(await client.json({ path: `${collection}?${query}` }))
        const ended = list.items.filter(({ spec }) => Date.parse(spec.renewTime ?? '') + keepMs < now())
        for (const { metadata } of ended)
          await client.json({ method: 'DELETE', path: `${collection}/${metadata.name}` }).catch((error: unknown) => {
            // Another replica sweeps too.
            if (!(error instanceof AppError && error.code === 'NOT_FOUND')) throw error
          })
        const next = list.metadata?.continue
        if (!next) return
        query.set('continue', next)
      }
    },
  }
}

/** metav1.MicroTime. */
export function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}
