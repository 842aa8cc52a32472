import { generateKeyPairSync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CertificateRequest, createAuthority, issueCertificate, type KeyAndCertificate } from '../../lib/server/x509/certificate.ts'
import { base64, type ClusterEndpoint, writeKubeconfig } from '../users/kubeconfig.ts'
import { apiServiceAddress, bridgeAddress, type NodePaths, nodeName } from './node-paths.ts'

const kubernetesHosts = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local']
const client = (commonName: string, organization?: string): CertificateRequest => ({
  subject: { commonName, ...(organization === undefined ? {} : { organizations: [organization] }) },
  usages: ['client'],
})

/** Who each control-plane client is; each gets a kubeconfig config/NAME.kubeconfig. */
const controlPlaneClients = {
  // system:masters needs no binding, so it can make the first ones; it never leaves the state folder.
  bootstrap: client('latchkey-bootstrap', 'system:masters'),
  'kube-controller-manager': client('system:kube-controller-manager'),
  'kube-scheduler': client('system:kube-scheduler'),
  'kube-proxy': client('system:kube-proxy'),
  kubelet: client(`system:node:${nodeName}`, 'system:nodes'),
} as const

/** Name in `kubeconfigPath` of a control-plane client. */
export type ControlPlaneClient = keyof typeof controlPlaneClients

export const kubeconfigPath = (paths: NodePaths, name: ControlPlaneClient): string => join(paths.config, `${name}.kubeconfig`)

/** User name under which the kube-apiserver calls the kubelet. */
export const kubeletClientName = 'kube-apiserver-kubelet-client'

/** Makes every key and certificate of a fresh cluster, the control plane's kubeconfigs, and admin's own. */
export async function createKeys(paths: NodePaths, server: string, adminKubeconfig: string): Promise<ClusterEndpoint> {
  await mkdir(paths.keys, { recursive: true, mode: 0o700 })
  await mkdir(paths.config, { recursive: true, mode: 0o700 })
  const save = async (name: string, { keyPem, certificatePem }: KeyAndCertificate) => {
    await writeFile(join(paths.keys, `${name}.key`), keyPem, { mode: 0o600 })
    await writeFile(join(paths.keys, `${name}.crt`), certificatePem, { mode: 0o600 })
  }
  // Three authorities, as kubeadm has: a user's certificate must open neither etcd nor the front proxy's door.
  const [cluster, frontProxy, etcd] = [createAuthority('latchkey-ca'), createAuthority('latchkey-front-proxy-ca'), createAuthority('latchkey-etcd-ca')]
  const served = (name: string, hosts: string[]) => issueCertificate(cluster, { subject: { commonName: name }, usages: ['server'], hosts })
  await save('ca', cluster)
  await save('front-proxy-ca', frontProxy)
  await save('etcd-ca', etcd)
  await save('kube-apiserver', served('kube-apiserver', [...kubernetesHosts, '127.0.0.1', apiServiceAddress, bridgeAddress]))
  await save('kubelet', served(nodeName, [nodeName, bridgeAddress]))
  await save('kubelet-client', issueCertificate(cluster, client(kubeletClientName)))
  await save('front-proxy-client', issueCertificate(frontProxy, client('front-proxy-client')))
  await save('etcd', issueCertificate(etcd, { subject: { commonName: 'etcd' }, usages: ['server', 'client'], hosts: ['localhost', '127.0.0.1'] }))
  await save('etcd-client', issueCertificate(etcd, client('kube-apiserver')))
  await save('token-webhook', served('token-webhook', ['127.0.0.1']))
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(join(paths.keys, 'service-account.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  await writeFile(join(paths.keys, 'service-account.pub'), publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o600 })

  const endpoint = { server, certificateAuthorityPem: cluster.certificatePem }
  const embedded = (request: CertificateRequest) => {
    const { keyPem, certificatePem } = issueCertificate(cluster, request)
    return { 'client-certificate-data': base64(certificatePem), 'client-key-data': base64(keyPem) }
  }
  for (const [name, request] of Object.entries(controlPlaneClients)) {
    await writeKubeconfig(join(paths.config, `${name}.kubeconfig`), endpoint, name, embedded(request))
  }
  await writeKubeconfig(adminKubeconfig, endpoint, 'kubernetes-admin', embedded(client('kubernetes-admin', 'kubeadm:cluster-admins')), [
    { name: 'admin@latchkey' },
  ])
  return endpoint
}
