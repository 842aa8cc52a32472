import type { FilledInKinds } from './filled-in.ts'

export const certManager: FilledInKinds = {
  // Objects in objects, booleans and enumerations, a list of enumerations.
  'cert-manager.io/v1/certificates': {
    written: {
      spec: {
        secretName: 'from-nothing',
        issuerRef: { name: 'letsencrypt-production', kind: 'ClusterIssuer' },
        dnsNames: ['a.example', 'b.example'],
        isCA: true,
        usages: ['digital signature', 'server auth'],
        privateKey: { algorithm: 'ECDSA', size: 384, rotationPolicy: 'Always' },
        secretTemplate: { labels: { team: 'shop', 'example.com/tier': 'a' } },
      },
    },
    edited: { at: ['spec', 'isCA'], value: false },
  },
  // A map of lists; text that has to be base64.
  'cert-manager.io/v1/certificaterequests': {
    written: {
      spec: {
        request: Buffer.from('a request').toString('base64'),
        issuerRef: { name: 'letsencrypt', kind: 'Issuer' },
        usages: ['client auth'],
        isCA: false,
        extra: { scopes: ['a', 'b'] },
      },
    },
    edited: { at: ['spec', 'isCA'], value: true },
  },
  // A list of objects of several sorts, and in one of them a value of any kind, as YAML.
  'cert-manager.io/v1/issuers': {
    written: {
      spec: {
        acme: {
          server: 'https://acme.example/directory',
          privateKeySecretRef: { name: 'acme-key' },
          skipTLSVerify: true,
          solvers: [
            { selector: { dnsZones: ['shop.example'] }, http01: { ingress: { ingressClassName: 'nginx' } } },
            { dns01: { webhook: { groupName: 'acme.example', solverName: 'own', config: { zones: ['a', 'b'], ttl: 60 } } } },
          ],
        },
      },
    },
    edited: { at: ['spec', 'acme', 'solvers', '1', 'dns01', 'webhook', 'solverName'], value: 'another' },
  },
  'cert-manager.io/v1/clusterissuers': {
    clusterWide: true,
    written: { spec: { ca: { secretName: 'first', crlDistributionPoints: ['https://crl.example'] } } },
    edited: { at: ['spec', 'ca', 'secretName'], value: 'second' },
  },
}
