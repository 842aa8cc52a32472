import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { writeFileAtomically } from '../../cluster/cluster-info.ts'
import type { Issuer } from './issuer.ts'

const configSchema = z.looseObject({ jwt: z.array(z.looseObject({ issuer: z.looseObject({ url: z.string() }) })) })

/** Names and groups that come from the issuer begin with this. */
export const oidcPrefix = 'oidc:'

/**
 * Adds the issuer to the kube-apiserver's authentication configuration, as an administrator does: names and groups with
 * a prefix, the uid, and the tenant as extra. The kube-apiserver reads it again by itself. Resolves with the way back.
 */
export async function trustIssuer(authenticationConfig: string, issuer: Issuer): Promise<() => Promise<void>> {
  await change(authenticationConfig, jwt => [
    ...jwt,
    {
      issuer: { url: issuer.url, certificateAuthority: issuer.certificateAuthority, audiences: ['kubernetes'] },
      claimMappings: {
        username: { claim: 'sub', prefix: oidcPrefix },
        groups: { claim: 'groups', prefix: oidcPrefix },
        uid: { expression: '"uid-of-" + claims.sub' },
        extra: [{ key: 'example.com/tenant', valueExpression: 'claims.tenant' }],
      },
    },
  ])
  return () => change(authenticationConfig, jwt => jwt.filter(entry => entry.issuer.url !== issuer.url))
}

type Entry = z.infer<typeof configSchema>['jwt'][number]

async function change(path: string, jwt: (entries: Entry[]) => Entry[]): Promise<void> {
  const config = configSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  await writeFileAtomically(path, JSON.stringify({ ...config, jwt: jwt(config.jwt) }))
}
