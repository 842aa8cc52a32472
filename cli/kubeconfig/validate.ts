import { kubeconfigError } from './kubeconfig-error.ts'
import type { ClusterEntry, ExecEntry, UserEntry } from './schema.ts'

export const execApiVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const
export const interactiveModes = ['Never', 'IfAvailable', 'Always'] as const

/** The rules of client-go's validateClusterInfo. Data and a file for the same thing are refused, as by kubectl. */
export function checkCluster<T extends ClusterEntry & { file: string }>(cluster: T, name: string): T & { server: string } {
  const where = `cluster "${name}" of ${cluster.file}`
  const { server } = cluster
  if (server === undefined) throw kubeconfigError(`The ${where} has no server.`, 'Set its `server:` to the address of the kube-apiserver.')
  if (cluster['insecure-skip-tls-verify'] && (cluster['certificate-authority'] !== undefined || cluster['certificate-authority-data'] !== undefined)) {
    throw kubeconfigError(`The ${where} has a certificate authority and insecure-skip-tls-verify.`, 'Keep one of them.')
  }
  refuseBoth(cluster, 'certificate-authority', where)
  return { ...cluster, server }
}

/** The rules of client-go's validateAuthInfo. */
export function checkUser<T extends UserEntry & { file: string }>(user: T, name: string): T {
  const where = `user "${name}" of ${user.file}`
  const hasCertificate = user['client-certificate'] !== undefined || user['client-certificate-data'] !== undefined
  const hasKey = user['client-key'] !== undefined || user['client-key-data'] !== undefined
  if (hasCertificate && !hasKey) throw kubeconfigError(`The ${where} has a client certificate without a key.`, 'Set client-key or client-key-data.')
  if (hasCertificate) {
    refuseBoth(user, 'client-certificate', where)
    refuseBoth(user, 'client-key', where)
  }
  if ((user.token !== undefined || user.tokenFile !== undefined) && (user.username !== undefined || user.password !== undefined)) {
    throw kubeconfigError(`The ${where} has a token and a password.`, 'Keep one of them.')
  }
  if (user['auth-provider'] && user.exec) throw kubeconfigError(`The ${where} has both auth-provider and exec.`, 'Keep exec.')
  if (user.exec) checkExec(user.exec, where)
  return user
}

function refuseBoth<F extends string>(entry: { [field in F | `${F}-data`]?: string | undefined }, field: F, where: string): void {
  if (entry[field] === undefined || entry[`${field}-data`] === undefined) return
  throw kubeconfigError(`The ${where} has both ${field} and ${field}-data.`, `Keep one of them; kubectl refuses both as well, and would take ${field}-data.`)
}

function checkExec(exec: ExecEntry, where: string): void {
  const fail = (problem: string, hint: string) => kubeconfigError(`The exec plugin of ${where} ${problem}.`, hint)
  if (exec.command === undefined) throw fail('has no command', 'Set `command:`.')
  if (exec.apiVersion === undefined) throw fail('has no apiVersion', `Set it to ${execApiVersions[0]}.`)
  if (!execApiVersions.some(version => version === exec.apiVersion)) {
    throw fail(`has the apiVersion "${exec.apiVersion}"`, `Set it to ${execApiVersions.join(' or ')}; newer versions of the plugin speak it.`)
  }
  if (exec.env.some(variable => variable.name === '')) throw fail('has an environment variable without a name', 'Name it or remove it.')
  if (exec.interactiveMode === undefined && exec.apiVersion === execApiVersions[0]) {
    throw fail('has no interactiveMode', `Set it to ${interactiveModes.join(', ')}: version v1 needs it.`)
  }
  if (exec.interactiveMode !== undefined && !interactiveModes.some(mode => mode === exec.interactiveMode)) {
    throw fail(`has the interactiveMode "${exec.interactiveMode}"`, `Set it to one of ${interactiveModes.join(', ')}.`)
  }
}
