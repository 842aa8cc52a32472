import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { GraphQLLimits } from '#contract/graphql.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { readLimits } from './graphql/limits/read-limits.ts'

/** Where a pod finds its ServiceAccount (kubernetes.io: "Accessing the API from within a Pod"). */
const serviceAccountDir = '/var/run/secrets/kubernetes.io/serviceaccount'

const schema = z.object({
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: z.string().default('443'),
  LATCHKEY_KUBE_SERVER: z.url({ protocol: /^https$/ }).optional(),
  LATCHKEY_KUBE_CA_FILE: z.string().default(join(serviceAccountDir, 'ca.crt')),
  LATCHKEY_KUBE_TOKEN_FILE: z.string().default(join(serviceAccountDir, 'token')),
  LATCHKEY_NAMESPACE: z.string().optional(),
  LATCHKEY_SHARED_ORIGIN: z.enum(['allow', 'refuse']).default('allow'),
  LATCHKEY_SESSION_MAX: z
    .string()
    .regex(/^(?=.)(?:\d{1,5}h)?(?:\d{1,5}m)?(?:\d{1,7}s)?$/, 'a duration as 8h, 30m or 1h30m')
    .default('10h')
    .transform(durationMs)
    .refine(ms => ms >= 60_000, 'at least a minute'),
  LATCHKEY_GRAPHQL_LIMITS: z.string().optional().transform(readLimits),
  LATCHKEY_SHARED_CACHE: z.enum(['0', '1']).default('0'),
  LATCHKEY_GRAPHQL_ADHOC: z.enum(['allow', 'refuse']).default('allow'),
})

export type KubeConfig = {
  /** https URL of the kube-apiserver, perhaps with a path. */
  server: string
  /** The cluster's CA bundle; also what the cluster is named by (session/cluster-id.ts). */
  caPem: string
  /** File with the ServiceAccount's bearer; read again each minute, as the kubelet renews it. */
  tokenFile: string
}
/** `isAdHocAllowed`: whether GraphQL documents other than those of our own pages are run. */
export type GraphQLConfig = { limits: GraphQLLimits; isAdHocAllowed: boolean }
export type ServerConfig = {
  kube: KubeConfig
  namespace: string
  serverVersion: string
  allowSharedOrigin: boolean
  sessionMaxMs: number
  /** Whether the server was given rights of its own to read custom resources, for a cache that all users share. */
  sharedCache: boolean
  graphql: GraphQLConfig
}

/**
 * What the server core reads from its environment, once: the pod's ServiceAccount, or LATCHKEY_KUBE_SERVER,
 * LATCHKEY_KUBE_CA_FILE, LATCHKEY_KUBE_TOKEN_FILE and LATCHKEY_NAMESPACE where it runs outside of a pod. Also
 * LATCHKEY_SHARED_ORIGIN: whether browsers may sign in at addresses of the kube-apiserver itself, and
 * LATCHKEY_SESSION_MAX: how long a session may live at most (`8h`, `30m`; ten hours are the limit in any case);
 * LATCHKEY_SHARED_CACHE: `1` where it was installed with rights of its own to read custom resources (`install --shared-cache`);
 * LATCHKEY_GRAPHQL_LIMITS: limits in the place of the usual ones (JSON: `{"cost": 20000}`, names as in contract/graphql.ts), and
 * LATCHKEY_GRAPHQL_ADHOC: whether documents of one's own are run, or those of our pages alone. Throws where neither tells
 * the kube-apiserver.
 */
export function readConfig(env: NodeJS.ProcessEnv): ServerConfig {
  const parsed = schema.parse(env)
  const server = parsed.LATCHKEY_KUBE_SERVER ?? inClusterServer(parsed.KUBERNETES_SERVICE_HOST, parsed.KUBERNETES_SERVICE_PORT)
  const caPem = readFileSync(parsed.LATCHKEY_KUBE_CA_FILE, 'utf8')
  const namespace = parsed.LATCHKEY_NAMESPACE ?? podNamespace() ?? 'latchkey-system'
  return {
    kube: { server, caPem, tokenFile: parsed.LATCHKEY_KUBE_TOKEN_FILE },
    namespace,
    serverVersion: packageJson.version,
    allowSharedOrigin: parsed.LATCHKEY_SHARED_ORIGIN === 'allow',
    sessionMaxMs: parsed.LATCHKEY_SESSION_MAX,
    sharedCache: parsed.LATCHKEY_SHARED_CACHE === '1',
    graphql: { limits: parsed.LATCHKEY_GRAPHQL_LIMITS, isAdHocAllowed: parsed.LATCHKEY_GRAPHQL_ADHOC === 'allow' },
  }
}

function durationMs(text: string): number {
  const part = (unit: string): number => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0)
  return ((part('h') * 60 + part('m')) * 60 + part('s')) * 1000
}

function inClusterServer(host: string | undefined, port: string): string {
  if (!host) throw new Error('Not in a pod (KUBERNETES_SERVICE_HOST is not set): set LATCHKEY_KUBE_SERVER, LATCHKEY_KUBE_CA_FILE and LATCHKEY_KUBE_TOKEN_FILE')
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function podNamespace(): string | undefined {
  const file = join(serviceAccountDir, 'namespace')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
