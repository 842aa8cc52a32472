import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { clusterStateDir } from './state-paths.ts'

/** Names of the demo users, each with a kubeconfig of its own. */
export const userNames = ['admin', 'editor', 'viewer', 'payments', 'guest'] as const
export type UserName = (typeof userNames)[number]

const infoSchema = z.object({
  provider: z.enum(['one-node', 'kind']),
  /** URL of the kube-apiserver. */
  server: z.string(),
  /** gitVersion of the kube-apiserver, such as v1.36.3. */
  version: z.string(),
  /** Name of the (first) Node object. */
  node: z.string(),
  /** Absolute path of each user's kubeconfig. */
  kubeconfigs: z.record(z.enum(userNames), z.string()),
  /** Absolute path of the kube-apiserver's audit log (JSON lines, level Metadata). */
  auditLog: z.string().optional(),
  /** Ways to add users while the cluster runs; only where the kube-apiserver runs on this machine. */
  authenticators: z
    .object({
      /** Absolute path of its AuthenticationConfiguration (JSON), which it reads again when it changes. */
      authenticationConfig: z.string(),
      /** Where it asks for the users of tokens that it does not know (TokenReview v1 over TLS on loopback), and what to serve that with (PEM files). */
      tokenWebhook: z.object({ port: z.number(), certificate: z.string(), key: z.string() }),
    })
    .optional(),
  /** Absolute path of a kubectl of the cluster's version. */
  kubectl: z.string().optional(),
})

/** What `up --json` prints, in one line. */
export type ClusterInfo = z.infer<typeof infoSchema>
export type ProviderName = ClusterInfo['provider']

const infoPath = () => join(clusterStateDir(), 'cluster.json')

/** The cluster the last successful `up` recorded; undefined when there is none, or its record is unreadable. */
export async function readClusterInfo(): Promise<ClusterInfo | undefined> {
  try {
    return infoSchema.parse(JSON.parse(await readFile(infoPath(), 'utf8')))
  } catch {
    return undefined
  }
}

export async function writeClusterInfo(info: ClusterInfo): Promise<void> {
  await writeFileAtomically(infoPath(), `${JSON.stringify(info)}\n`)
}

export async function removeClusterInfo(): Promise<void> {
  await rm(infoPath(), { force: true })
}

/** Writes a whole file or nothing, so that a reader never sees half of it. Mode 0600 unless told. */
export async function writeFileAtomically(path: string, text: string, mode = 0o600): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, text, { mode })
  await rename(temporary, path)
}
