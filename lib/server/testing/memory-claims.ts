import type { WrappedClaims } from '../session/wrapped-claims.ts'

/** Claims for tests: the same promise as the Leases, shared by as many "replicas" as are given it. */
export function createMemoryClaims(): WrappedClaims & { claimed: Set<string> } {
  const claimed = new Set<string>()
  return {
    claimed,
    claim: async jti => {
      if (claimed.has(jti)) return false
      claimed.add(jti)
      return true
    },
    sweep: async () => claimed.clear(),
  }
}
