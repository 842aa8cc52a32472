import { createKubectl } from '../cluster/kubectl.ts'
import { base64, writeKubeconfig } from '../cluster/users/kubeconfig.ts'
import { requestClientCertificate } from '../cluster/users/signed-certificate.ts'
import type { Subject } from '../lib/server/x509/certificate.ts'
import { cluster, kubectl } from './cluster.ts'

/** Writes a kubeconfig for a user of the cluster's own making: a client certificate with this subject. */
export async function requestUserKubeconfig(path: string, subject: Subject): Promise<void> {
  const { keyPem, certificatePem } = await requestClientCertificate(createKubectl(cluster.kubectl, cluster.kubeconfigs.admin), subject)
  const authority = kubectl('admin', ['config', 'view', '--raw', '--minify', '-o', 'jsonpath={.clusters[0].cluster.certificate-authority-data}'])
  const endpoint = { server: cluster.server, certificateAuthorityPem: Buffer.from(authority, 'base64').toString('utf8') }
  await writeKubeconfig(path, endpoint, 'user', { 'client-certificate-data': base64(certificatePem), 'client-key-data': base64(keyPem) })
}
