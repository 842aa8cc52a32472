import type { LoginMethod } from '#contract/identity.ts'

export type OfferedDeps = { isAttestedOffered: () => boolean; clientCaPem: () => Promise<string | null> }

/** What can prove an identity here and now, best first. Certificates are signed with only where the cluster tells whose they are. */
export async function offeredMethods({ isAttestedOffered, clientCaPem }: OfferedDeps): Promise<LoginMethod[]> {
  const knowsClientCa = (await clientCaPem().catch(() => null)) !== null
  return [...(isAttestedOffered() ? (['attested'] as const) : []), 'token', ...(knowsClientCa ? (['cert-signed'] as const) : []), 'cert']
}
