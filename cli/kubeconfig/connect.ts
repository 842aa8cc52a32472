import type { Connection } from './connection.ts'
import { createCredentialSource } from './credential-source.ts'
import { inClusterConnection } from './in-cluster.ts'
import { jwtClaims } from './jwt-claims.ts'
import { kubeconfigError } from './kubeconfig-error.ts'
import { loadKubeconfig } from './load.ts'
import { readPem } from './pem.ts'
import { clusterProxy, environmentProxy } from './proxy.ts'
import type { UserEntry } from './schema.ts'
import { describeFiles, type KubeconfigFlags, type Selection, selectContext } from './select.ts'
import { parseServer } from './server-address.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The cluster and user that kubectl would take with these flags.
 * @throws KUBECONFIG_INVALID
 */
export function connect(flags: KubeconfigFlags, env: Env, stdinIsTty: boolean): Connection {
  const kubeconfig = loadKubeconfig(flags.kubeconfig || undefined, env)
  const selection = selectContext(kubeconfig, flags)
  if (selection) return fromSelection(selection, env, stdinIsTty)
  const inCluster = flags.kubeconfig ? null : inClusterConnection(flags, env)
  if (inCluster) return inCluster
  throw kubeconfigError(
    kubeconfig.files.length > 0
      ? `There is no current context in ${describeFiles(kubeconfig)}.`
      : `There is no kubeconfig (looked for ${kubeconfig.missing.join(', ')}).`,
    'Give --context or --kubeconfig, set KUBECONFIG, or run `kubectl config use-context NAME`.',
  )
}

function fromSelection(selection: Selection, env: Env, stdinIsTty: boolean): Connection {
  const { cluster, clusterName, user } = selection
  const server = parseServer(cluster.server, clusterName)
  return {
    server,
    tls: {
      ca: readPem(cluster['certificate-authority-data'], cluster['certificate-authority'], `certificate authority of cluster "${clusterName}"`),
      serverName: cluster['tls-server-name'] ?? null,
      insecure: cluster['insecure-skip-tls-verify'] ?? false,
    },
    proxy: clusterProxy(cluster, clusterName) ?? environmentProxy(server.origin, env),
    credentials: createCredentialSource(selection, { isTls: server.isTls, env, stdinIsTty }),
    impersonation: selection.impersonation,
    namespace: selection.namespace,
    contextName: selection.contextName,
    knownNamespaces: selection.knownNamespaces,
    fingerprint: [cluster.server, selection.contextName, selection.userName, lasting(user), selection.impersonation],
  }
}

/** A user without what may be guessed from a hash (a password), and without what changes while the user stays the same. */
function lasting(user: UserEntry): unknown {
  const config = user['auth-provider']?.config
  if (!config) return { ...user, password: undefined }
  const { 'id-token': idToken, 'refresh-token': _refreshToken, ...rest } = config
  return { ...user, password: undefined, 'auth-provider': [rest, idToken === undefined ? null : (jwtClaims(idToken)?.['sub'] ?? null)] }
}
