import { ClusterError } from './cluster-error.ts'
import { type ClusterInfo, type ProviderName, readClusterInfo } from './cluster-info.ts'
import type { ClusterProvider } from './cluster-provider.ts'
import { createKindProvider } from './kind/kind-provider.ts'
import { createOneNodeProvider } from './one-node/one-node-provider.ts'
import { tryCommand } from './run-command.ts'

/** What the choice of a provider depends on. */
export interface MachineFacts {
  /** `docker info` succeeds: an engine answers, not just the client is installed. */
  readonly dockerAnswers: boolean
  readonly kindInstalled: boolean
  readonly platform: NodeJS.Platform
  readonly isRoot: boolean
}

/** kind before one-node; undefined where neither can work. */
export function possibleProvider(facts: MachineFacts): ProviderName | undefined {
  if (facts.dockerAnswers && facts.kindInstalled) return 'kind'
  return facts.platform === 'linux' && facts.isRoot ? 'one-node' : undefined
}

/** @throws ClusterError saying what to install where neither provider can work. */
export function requireProvider(facts: MachineFacts): ProviderName {
  const provider = possibleProvider(facts)
  if (provider !== undefined) return provider
  const missing = facts.dockerAnswers ? 'a Docker engine answers, but kind is not installed' : 'no Docker engine answers (`docker info` fails)'
  const cure = facts.dockerAnswers ? 'Install kind (https://kind.sigs.k8s.io)' : 'Start Docker and install kind (https://kind.sigs.k8s.io)'
  const root = facts.platform === 'linux' ? ', or run this as root, which needs no Docker' : ''
  throw new ClusterError(`No way to start a cluster here: ${missing}${facts.platform === 'linux' ? ', and this is not root' : ''}. ${cure}${root}.`)
}

/** Looks at the machine. */
export async function readMachineFacts(): Promise<MachineFacts> {
  const [docker, kind] = await Promise.all([tryCommand('docker', ['info'], { timeoutSeconds: 15 }), tryCommand('kind', ['version'], { timeoutSeconds: 15 })])
  return { dockerAnswers: docker.exitCode === 0, kindInstalled: kind.exitCode === 0, platform: process.platform, isRoot: process.getuid?.() === 0 }
}

export function createProvider(name: ProviderName): ClusterProvider {
  return name === 'kind' ? createKindProvider() : createOneNodeProvider()
}

/**
 * Gives the running cluster an image from a docker-archive (see image-archive.ts), for pods with imagePullPolicy Never or IfNotPresent.
 * @throws ClusterError when no cluster runs, or the archive holds no image named `ref`.
 */
export async function importImage(tarPath: string, ref: string): Promise<void> {
  await createProvider((await runningCluster()).provider).importImage(tarPath, ref)
}

/** Path of a kubectl that suits the running cluster. */
export async function kubectlPath(): Promise<string> {
  return (await runningCluster()).kubectl ?? 'kubectl'
}

async function runningCluster(): Promise<ClusterInfo> {
  const info = await readClusterInfo()
  if (info === undefined) throw new ClusterError('No cluster runs. Start one with `npm run cluster -- up`.')
  return info
}
