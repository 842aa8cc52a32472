import { kubeconfigError } from './kubeconfig-error.ts'
import type { Kubeconfig } from './load.ts'
import { anonymousUser, type ClusterEntry, type UserEntry } from './schema.ts'
import { checkCluster, checkUser } from './validate.ts'

export type KubeconfigFlags = {
  kubeconfig?: string | undefined
  context?: string | undefined
  cluster?: string | undefined
  user?: string | undefined
  namespace?: string | undefined
  as?: string | undefined
  asGroups?: readonly string[] | undefined
}

/** Who to act as. Empty parts are not sent. */
export type Impersonation = { name: string; uid: string; groups: readonly string[]; extra: Readonly<Record<string, readonly string[]>> }

/** What one context with its overrides comes to. Credentials are not read yet. */
export type Selection = {
  readonly contextName: string
  readonly clusterName: string
  readonly userName: string
  readonly namespace: string
  readonly cluster: ClusterEntry & { server: string }
  readonly user: UserEntry & { file: string }
  readonly impersonation: Impersonation | null
  /** Namespaces that the kubeconfig has for this cluster and user, the current context's first. */
  readonly knownNamespaces: readonly string[]
}

/**
 * Picks context, cluster and user as client-go's DirectClientConfig does; flags win over the kubeconfig.
 * Null when there is nothing to pick from, so that a pod may fall back to its ServiceAccount.
 * @throws KUBECONFIG_INVALID naming the context, and the file where there is one
 */
export function selectContext(kubeconfig: Kubeconfig, flags: KubeconfigFlags): Selection | null {
  const contextName = flags.context || kubeconfig.currentContext || ''
  const context = kubeconfig.contexts.get(contextName)
  if (contextName !== '' && !context) {
    const known = [...kubeconfig.contexts.keys()]
    throw kubeconfigError(
      `The context "${contextName}" does not exist in ${describeFiles(kubeconfig)}.`,
      known.length > 0 ? `Give --context one of: ${known.join(', ')}.` : 'The kubeconfig has no contexts.',
    )
  }
  const clusterName = flags.cluster || context?.cluster || ''
  const userName = flags.user || context?.user || ''
  const where = context ? `context "${contextName}" of ${context.file}` : describeFiles(kubeconfig)
  const cluster = kubeconfig.clusters.get(clusterName)
  if (!cluster) {
    if (clusterName === '' && contextName === '') return null
    if (clusterName === '') throw kubeconfigError(`The ${where} names no cluster.`, 'Add `cluster:` to it, or give --cluster.')
    throw kubeconfigError(`The cluster "${clusterName}" of ${where} does not exist.`, 'Add it to `clusters:`, or give --cluster.')
  }
  const user = userName === '' ? { ...anonymousUser, file: cluster.file } : kubeconfig.users.get(userName)
  if (!user) throw kubeconfigError(`The user "${userName}" of ${where} does not exist.`, 'Add it to `users:`, or give --user.')
  return {
    contextName,
    clusterName,
    userName,
    namespace: flags.namespace || context?.namespace || 'default',
    cluster: checkCluster(cluster, clusterName),
    user: checkUser(user, userName),
    impersonation: impersonationOf(user, userName, flags),
    knownNamespaces: namespacesOf(kubeconfig, clusterName, userName, contextName),
  }
}

function impersonationOf(user: UserEntry & { file: string }, userName: string, flags: KubeconfigFlags): Impersonation | null {
  const name = flags.as || user.as || ''
  const groups = flags.asGroups && flags.asGroups.length > 0 ? flags.asGroups : user['as-groups']
  const uid = user['as-uid'] ?? ''
  const extra = user['as-user-extra']
  if (name !== '') return { name, uid, groups, extra }
  if (uid === '' && groups.length === 0 && Object.keys(extra).length === 0) return null
  throw kubeconfigError(
    `User "${userName}" of ${user.file} asks to act with a uid, groups or extra but as nobody.`,
    'Give --as USER with --as-group, or set `as` beside `as-groups`, `as-uid` and `as-user-extra`.',
  )
}

function namespacesOf(kubeconfig: Kubeconfig, clusterName: string, userName: string, current: string): string[] {
  const same = [...kubeconfig.contexts].filter(([, context]) => context.cluster === clusterName && context.user === userName)
  const ordered = [...same.filter(([name]) => name === current), ...same.filter(([name]) => name !== current)]
  return [...new Set(ordered.flatMap(([, context]) => context.namespace ?? []))]
}

export function describeFiles(kubeconfig: Kubeconfig): string {
  return kubeconfig.files.length > 0 ? `the kubeconfig ${kubeconfig.files.join(', ')}` : `the kubeconfig (looked for ${kubeconfig.missing.join(', ')})`
}
