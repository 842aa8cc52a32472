import { z } from 'zod'
import { type LoginMethods, loginMethodsSchema } from '../../lib/contract/login.ts'
import { AppError, toAppError } from '../../lib/errors/app-error.ts'
import { kubeJson } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'
import type { LatchkeyService } from './service-proxy.ts'

const versionSchema = z.object({ gitVersion: z.string() })

/** The kube-apiserver's version, e.g. `v1.36.3`. */
export async function readKubernetesVersion(transport: KubeTransport): Promise<string> {
  const { value } = await kubeJson(transport, { path: '/version' })
  const parsed = versionSchema.safeParse(value)
  if (!parsed.success) throw new AppError('CLUSTER_UNREACHABLE', `${transport.connection.server.origin} does not answer as a kube-apiserver does.`)
  return parsed.data.gitVersion
}

/** Major and minor of a version such as `v1.36.3` or `1.35.0-gke.100`; 0.0 where it cannot be read. */
export function majorMinor(gitVersion: string): [number, number] {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? []
  return [Number(major), Number(minor)]
}

/** What Latchkey says of itself without a session. */
export async function readLoginMethods(service: LatchkeyService): Promise<LoginMethods> {
  const parsed = loginMethodsSchema.safeParse(await service.json({ path: '/api/v1/login/methods' }))
  if (!parsed.success) throw new AppError('NOT_READY', 'Latchkey in this cluster describes itself in a way that this version does not understand.')
  return parsed.data
}

/** Latchkey's version, or why it is not known. */
export async function readServerVersion(service: LatchkeyService): Promise<{ version: string; problem: null } | { version: null; problem: string }> {
  try {
    return { version: (await readLoginMethods(service)).serverVersion, problem: null }
  } catch (thrown) {
    return { version: null, problem: toAppError(thrown).message }
  }
}
