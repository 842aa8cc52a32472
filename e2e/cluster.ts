import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

export const users = ['admin', 'editor', 'viewer', 'payments', 'guest'] as const
export type User = (typeof users)[number]

const clusterSchema = z.object({
  provider: z.enum(['one-node', 'kind']),
  server: z.string(),
  kubectl: z.string(),
  auditLog: z.string(),
  kubeconfigs: z.record(z.enum(users), z.string()),
  image: z.string(),
  /** As cluster/cluster-info.ts says; kind has none. */
  authenticators: z
    .object({ authenticationConfig: z.string(), tokenWebhook: z.object({ port: z.number(), certificate: z.string(), key: z.string() }) })
    .optional(),
})

/** The cluster that scripts/test-cluster.ts prepared; its file is named by LATCHKEY_TEST_CLUSTER. */
export const cluster = clusterSchema.parse(JSON.parse(readFileSync(process.env['LATCHKEY_TEST_CLUSTER'] ?? 'test-results/cluster.json', 'utf8')))

const outputBytes = 256 * 1024 * 1024

/** kubectl as a user, with what it prints; throws on a non-zero exit. */
export function kubectl(user: User, args: readonly string[], input?: string): string {
  return execFileSync(cluster.kubectl, ['--kubeconfig', cluster.kubeconfigs[user], ...args], {
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: outputBytes,
  })
}

/** kubectl as a user whose refusal is the point: exit code and both streams. */
export function tryKubectl(user: User, args: readonly string[]): { code: number; stdout: string; stderr: string } {
  const run = spawnSync(cluster.kubectl, ['--kubeconfig', cluster.kubeconfigs[user], ...args], { encoding: 'utf8', maxBuffer: outputBytes })
  return { code: run.status ?? 1, stdout: run.stdout, stderr: run.stderr }
}

/** Whether kubectl as a user ends with exit code 0; several at once take less time than one after another. */
export async function kubectlSucceeds(user: User, args: readonly string[]): Promise<boolean> {
  const child = spawn(cluster.kubectl, ['--kubeconfig', cluster.kubeconfigs[user], ...args], { stdio: 'ignore' })
  const [code] = await once(child, 'close')
  return code === 0
}

export type AuditEvent = {
  auditID: string
  userAgent?: string
  verb: string
  requestURI: string
  user: { username: string }
  impersonatedUser?: { username: string; groups?: string[]; extra?: Record<string, string[]> }
  responseStatus?: { code?: number }
  stage: string
  requestReceivedTimestamp: string
}

/** Audit events of the kube-apiserver that fit; the log is read from its end backwards far enough for one test. */
export function auditEvents(fits: (event: AuditEvent) => boolean): AuditEvent[] {
  const log = readFileSync(cluster.auditLog, 'utf8')
  return log
    .slice(0, log.lastIndexOf('\n') + 1) // the last line may be half written
    .split('\n')
    .filter(Boolean)
    .slice(-20_000)
    .map(line => JSON.parse(line) as AuditEvent)
    .filter(fits)
}
