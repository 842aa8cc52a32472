import { spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createAuthority, createSigningRequest, issueCertificate } from './certificate.ts'

const authority = createAuthority('demo-ca')
const authorityCertificate = new X509Certificate(authority.certificatePem)

describe('issueCertificate', () => {
  const issued = issueCertificate(authority, {
    subject: { commonName: 'kubernetes-admin', organizations: ['kubeadm:cluster-admins', 'Zürich'] },
    usages: ['client', 'server'],
    hosts: ['localhost', 'kubernetes.default.svc', '127.0.0.1', '10.244.0.1'],
  })
  const certificate = new X509Certificate(issued.certificatePem)

  it('names the user in CN and every group in O', () => {
    expect(certificate.subject).toBe('O=kubeadm:cluster-admins\nO=Zürich\nCN=kubernetes-admin')
  })

  it('is signed by the authority and by no other', () => {
    expect(certificate.checkIssued(authorityCertificate)).toBe(true)
    expect(certificate.verify(authorityCertificate.publicKey)).toBe(true)
    expect(certificate.verify(new X509Certificate(createAuthority('demo-ca').certificatePem).publicKey)).toBe(false)
  })

  it('belongs to its key', () => {
    expect(certificate.checkPrivateKey(createPrivateKey(issued.keyPem))).toBe(true)
  })

  it('is good for its hosts and no others', () => {
    expect(certificate.checkHost('kubernetes.default.svc')).toBe('kubernetes.default.svc')
    expect(certificate.checkHost('other.example')).toBeUndefined()
    expect(certificate.checkIP('10.244.0.1')).toBe('10.244.0.1')
    expect(certificate.checkIP('10.244.0.2')).toBeUndefined()
  })

  it('cannot sign others, unlike the authority', () => {
    expect(certificate.ca).toBe(false)
    expect(authorityCertificate.ca).toBe(true)
  })
})

describe('createSigningRequest', () => {
  it('carries the subject and proves possession of the key', () => {
    const { requestPem } = createSigningRequest({ commonName: 'editor', organizations: ['team-shop'] })
    const openssl = spawnSync('openssl', ['req', '-verify', '-noout', '-subject', '-nameopt', 'RFC2253'], { input: requestPem, encoding: 'utf8' })
    expect(openssl.stderr + openssl.stdout).toMatch(/verify OK/i)
    expect(openssl.stdout).toContain('CN=editor,O=team-shop')
  })
})
