import { stringify } from 'yaml'

/** Where the kind node sees the folders of this machine. */
const inNode = { policyDir: '/etc/kubernetes/latchkey-audit', logDir: '/var/log/latchkey-audit' }

/** Host folders that the cluster writes to or reads from. */
export interface KindFolders {
  /** Holds audit-policy.json. */
  readonly policyDir: string
  /** Gets audit.log. */
  readonly logDir: string
}

/** kind's own configuration: one node, the audit log on this machine, aggregated APIs reached by their endpoints. */
export function kindConfig(folders: KindFolders): string {
  const volume = (name: string, path: string, readOnly: boolean) => ({ name, hostPath: path, mountPath: path, readOnly, pathType: 'DirectoryOrCreate' })
  // Without apiVersion, kind translates the map of extraArgs to the list that newer kubeadm versions want.
  const kubeadm = {
    kind: 'ClusterConfiguration',
    apiServer: {
      extraArgs: {
        'enable-aggregator-routing': 'true',
        'audit-policy-file': `${inNode.policyDir}/audit-policy.json`,
        'audit-log-path': `${inNode.logDir}/audit.log`,
        'audit-log-maxsize': '200',
        'audit-log-maxbackup': '1',
      },
      extraVolumes: [volume('audit-policy', inNode.policyDir, true), volume('audit-log', inNode.logDir, false)],
    },
  }
  return stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    nodes: [
      {
        role: 'control-plane',
        extraMounts: [
          { hostPath: folders.policyDir, containerPath: inNode.policyDir, readOnly: true },
          { hostPath: folders.logDir, containerPath: inNode.logDir },
        ],
        kubeadmConfigPatches: [stringify(kubeadm)],
      },
    ],
  })
}
