import { byName, byRef, isName, type KindRules, nameAt, rule, secret } from './rule.ts'

const group = 'cert-manager.io'
const issuer = { group, kind: 'Issuer' }
const clusterIssuer = { group, kind: 'ClusterIssuer' }
const certificate = { group, kind: 'Certificate' }

/** Where a ClusterIssuer's Secrets are, and its ServiceAccounts, unless the controller was told otherwise (--cluster-resource-namespace). */
export const clusterResourceNamespace = 'cert-manager'

/** Secrets of an issuer (cert-manager.io/docs/reference/api-docs); those of DNS solvers are found by the form of their fields. */
const issuerSecrets = [
  'spec.acme.privateKeySecretRef.name',
  'spec.acme.externalAccountBinding.keySecretRef.name',
  'spec.ca.secretName',
  'spec.vault.clientCertSecretRef.name',
  'spec.vault.clientKeySecretRef.name',
  'spec.vault.auth.tokenSecretRef.name',
  'spec.vault.auth.appRole.secretRef.name',
  'spec.vault.auth.kubernetes.secretRef.name',
  'spec.vault.caBundleSecretRef.name',
  'spec.venafi.tpp.credentialsRef.name',
  'spec.venafi.cloud.apiTokenSecretRef.name',
]

/** The annotations that ask for a certificate, on whatever carries them. */
export const issuerAnnotations = [
  rule('metadata.annotations', [issuer, clusterIssuer], ({ value }) => {
    const annotations = value as Record<string, unknown>
    return (
      [
        ['cert-manager.io/issuer', issuer],
        ['cert-manager.io/cluster-issuer', clusterIssuer],
      ] as const
    ).flatMap(([key, to]) => {
      const name = annotations[key]
      return isName(name) ? [nameAt(`metadata.annotations['${key}']`, to, name)] : []
    })
  }),
]

export const certManagerRules: readonly KindRules[] = [
  {
    group,
    kinds: ['Certificate'],
    rules: [
      byRef('spec.issuerRef', issuer, [clusterIssuer]),
      byName(
        ['spec.secretName', 'status.nextPrivateKeySecretName', 'spec.keystores.jks.passwordSecretRef.name', 'spec.keystores.pkcs12.passwordSecretRef.name'],
        secret,
      ),
    ],
  },
  {
    group,
    kinds: ['CertificateRequest'],
    rules: [
      byRef('spec.issuerRef', issuer, [clusterIssuer]),
      rule(
        'metadata.annotations',
        [certificate],
        ({ value }) => {
          const name = (value as Record<string, unknown>)['cert-manager.io/certificate-name']
          return isName(name) ? [nameAt("metadata.annotations['cert-manager.io/certificate-name']", certificate, name)] : []
        },
        false,
      ),
    ],
  },
  { group: 'acme.cert-manager.io', kinds: ['Order', 'Challenge'], rules: [byRef('spec.issuerRef', issuer, [clusterIssuer])] },
  { group, kinds: ['Issuer'], rules: [byName(issuerSecrets, secret)] },
  { group, kinds: ['ClusterIssuer'], rules: [byName(issuerSecrets, secret, clusterResourceNamespace)] },
]
