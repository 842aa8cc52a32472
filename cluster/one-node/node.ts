import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startDaemon } from './daemons.ts'
import { kubeconfigPath } from './keys.ts'
import { bridgeAddress, type NodePaths, nodeName, podCidr } from './node-paths.ts'
import type { NodePorts } from './ports.ts'

/** Starts the kubelet and kube-proxy; call it once the kube-apiserver is ready. */
export async function startNode(paths: NodePaths, program: string, ports: NodePorts): Promise<void> {
  await mkdir(paths.kubelet, { recursive: true })
  const kubelet = join(paths.config, 'kubelet.json')
  await writeFile(kubelet, JSON.stringify(kubeletConfig(paths, ports)))
  await startDaemon(paths, 'kubelet', program, [
    `--config=${kubelet}`,
    `--kubeconfig=${kubeconfigPath(paths, 'kubelet')}`,
    `--root-dir=${paths.kubelet}`,
    `--cert-dir=${join(paths.kubelet, 'pki')}`,
    `--hostname-override=${nodeName}`,
    `--node-ip=${bridgeAddress}`,
  ])
  const proxy = join(paths.config, 'kube-proxy.json')
  await writeFile(proxy, JSON.stringify(proxyConfig(paths, ports)))
  await startDaemon(paths, 'kube-proxy', program, [`--config=${proxy}`])
}

function kubeletConfig(paths: NodePaths, ports: NodePorts): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: bridgeAddress,
    port: ports.kubelet,
    healthzBindAddress: '127.0.0.1',
    healthzPort: ports.kubeletHealth,
    tlsCertFile: join(paths.keys, 'kubelet.crt'),
    tlsPrivateKeyFile: join(paths.keys, 'kubelet.key'),
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: join(paths.keys, 'ca.crt') } },
    authorization: { mode: 'Webhook' },
    containerRuntimeEndpoint: `unix://${paths.containerdSocket}`,
    cgroupDriver: 'cgroupfs',
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    makeIPTablesUtilChains: false,
    // No DNS serves the pods: nothing listens here, so look-ups are refused at once instead of timing out.
    clusterDNS: [bridgeAddress],
    clusterDomain: 'cluster.local',
    podLogsDir: join(paths.kubelet, 'logs'),
    volumePluginDir: join(paths.kubelet, 'volume-plugins'),
    // Images were imported by hand and cannot be pulled again; a full disk is the machine's affair.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: { 'imagefs.available': '0%', 'nodefs.available': '0%', 'nodefs.inodesFree': '0%' },
    serializeImagePulls: false,
  }
}

function proxyConfig(paths: NodePaths, ports: NodePorts): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig: kubeconfigPath(paths, 'kube-proxy') },
    hostnameOverride: nodeName,
    clusterCIDR: podCidr,
    mode: 'iptables',
    // Without it a pod's answer to a pod of the same bridge can bypass the way back where br_netfilter is absent.
    iptables: { masqueradeAll: true, localhostNodePorts: false },
    healthzBindAddress: `127.0.0.1:${ports.proxyHealth}`,
    metricsBindAddress: `127.0.0.1:${ports.proxyMetrics}`,
    nodePortAddresses: ['primary'],
    // 0 means: leave the sysctl alone (it may not be writable).
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  }
}
