import { readFileSync } from 'node:fs'
import { Agent } from 'undici'
import { parse } from 'yaml'
import { z } from 'zod'
import { cluster, kubectl } from '../e2e/cluster.ts'
import { type Identity, identitySchema } from '../lib/contract/identity.ts'
import { identityHeaders } from '../lib/server/kube/identity-headers.ts'

const kubeconfigSchema = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ 'client-certificate-data': z.string(), 'client-key-data': z.string() }) })]),
})

/** The kube-apiserver and the admin's client certificate (PEM). */
export const adminAccess = readAccess()

function readAccess(): { server: string; ca: string; cert: string; key: string } {
  const config = kubeconfigSchema.parse(parse(readFileSync(cluster.kubeconfigs.admin, 'utf8')))
  const { user } = config.users[0]
  const decode = (text: string): string => Buffer.from(text, 'base64').toString()
  return {
    server: config.clusters[0].cluster.server,
    ca: decode(config.clusters[0].cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  }
}

/** HTTP/1.1 as from Latchkey's server: HTTP/2 would make one header of the groups. */
const allowH2 = false

/** Connections to the kube-apiserver as the admin, without any hop between. */
export function adminAgent(connections: number): Agent {
  const { ca, cert, key } = adminAccess
  return new Agent({ connections, allowH2, connect: { ca, cert, key } })
}

const whoAmISchema = z.object({ status: z.object({ userInfo: identitySchema.omit({ name: true }).extend({ username: z.string() }) }) })

/** Who the kube-apiserver says the admin is. */
export function adminIdentity(): Identity {
  const { username: name, ...rest } = whoAmISchema.parse(JSON.parse(kubectl('admin', ['auth', 'whoami', '-o', 'json']))).status.userInfo
  return { name, ...rest }
}

/**
 * Connections over which the admin is impersonated by Latchkey's ServiceAccount, with the very headers that Latchkey sends: what the
 * kube-apiserver itself takes for that, without any hop between.
 */
export function impersonatedAccess(connections: number): { dispatcher: Agent; headers: string[] } {
  const token = kubectl('admin', ['-n', 'latchkey-system', 'create', 'token', 'latchkey']).trim()
  const headers = ['authorization', `Bearer ${token}`, ...identityHeaders(adminIdentity(), 'constrained', 'bench')]
  return { dispatcher: new Agent({ connections, allowH2, connect: { ca: adminAccess.ca } }), headers }
}
