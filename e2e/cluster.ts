import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
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

/** Some 12,000 events, which are those of many minutes. The whole log grows to 200 MB, of which a look at 50 takes two seconds. */
const auditTailBytes = 16 * 1024 * 1024
const keptEvents = 20_000
const audit = { readBytes: 0, events: [] as AuditEvent[] }

/** Audit events of the kube-apiserver that fit; of the log is read what came since the last look, far enough for one test. */
export function auditEvents(fits: (event: AuditEvent) => boolean): AuditEvent[] {
  const file = openSync(cluster.auditLog, 'r')
  try {
    const { size } = fstatSync(file)
    // A full log is put aside, and another begun.
    if (size < audit.readBytes) audit.readBytes = 0
    const isCut = size - audit.readBytes > auditTailBytes
    if (isCut) audit.readBytes = size - auditTailBytes
    const bytes = Buffer.alloc(size - audit.readBytes)
    readSync(file, bytes, 0, bytes.length, audit.readBytes)
    const end = bytes.lastIndexOf('\n') + 1 // the last line may be half written
    const lines = bytes.toString('utf8', isCut ? bytes.indexOf('\n') + 1 : 0, end).split('\n')
    audit.readBytes += end
    audit.events = [...audit.events, ...lines.filter(Boolean).map(line => JSON.parse(line) as AuditEvent)].slice(-keptEvents)
  } finally {
    closeSync(file)
  }
  return audit.events.filter(fits)
}
