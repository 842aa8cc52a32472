import { createHash } from 'node:crypto'
import { z } from 'zod'
import { createSigningRequest, type KeyAndCertificate, type Subject } from '../../lib/server/x509/certificate.ts'
import { ClusterError } from '../cluster-error.ts'
import type { Kubectl } from '../kubectl.ts'
import { poll } from '../poll.ts'
import { base64 } from './kubeconfig.ts'

const signedSchema = z.object({ status: z.object({ certificate: z.string() }) })

/** Has the cluster itself sign a client certificate (certificates.k8s.io), which works wherever the cluster came from. */
export async function requestClientCertificate(kubectl: Kubectl, subject: Subject): Promise<KeyAndCertificate> {
  const { keyPem, requestPem } = createSigningRequest(subject)
  // A common name may be anything, an object's name may not.
  const name = `latchkey-demo-${createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 16)}`
  await kubectl.run(['delete', 'csr', name, '--ignore-not-found'])
  const request = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { request: base64(requestPem), signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
  }
  await kubectl.run(['create', '-f', '-'], JSON.stringify(request))
  await kubectl.run(['certificate', 'approve', name])
  const certificate = await poll(30, async () => {
    const parsed = signedSchema.safeParse(JSON.parse(await kubectl.run(['get', 'csr', name, '-o', 'json'])))
    return parsed.success ? Buffer.from(parsed.data.status.certificate, 'base64').toString('utf8') : undefined
  })
  if (certificate === undefined)
    throw new ClusterError(`The cluster approved the certificate request ${name} but did not sign it within 30 s. See the log of kube-controller-manager.`)
  await kubectl.run(['delete', 'csr', name])
  return { keyPem, certificatePem: certificate }
}
