/** What is made from an empty form, and what is written into it afterwards. */
type FromNothing = { spec: Record<string, unknown>; edited: { at: readonly string[]; value: string | number | boolean } }

export const fromNothing: Record<string, FromNothing> = {
  // A map of texts, a list of objects told apart by keys, ports by number and by name, an enumeration, a boolean.
  'core/v1/services': {
    spec: {
      selector: { app: 'reviews', 'app.kubernetes.io/part-of': 'shop' },
      ports: [
        { name: 'http', port: 80, targetPort: 'http-web' },
        { name: 'metrics', port: 9090, protocol: 'UDP', targetPort: 9091 },
      ],
      type: 'ClusterIP',
      publishNotReadyAddresses: true,
    },
    edited: { at: ['spec', 'ports', '1', 'targetPort'], value: 'metrics' },
  },
  // Lists in lists of objects, one of several fields alone, a map of objects.
  'networking.istio.io/v1/virtualservices': {
    spec: {
      hosts: ['reviews.example', 'reviews.shop.svc'],
      http: [
        {
          match: [{ uri: { prefix: '/api' }, headers: { 'end-user': { exact: 'jason' } }, ignoreUriCase: true }, { uri: { regex: '^/v[0-9]+$' } }],
          route: [
            { destination: { host: 'reviews', subset: 'v1', port: { number: 9080 } }, weight: 90 },
            { destination: { host: 'reviews', subset: 'v2' }, weight: 10 },
          ],
          retries: { attempts: 3, perTryTimeout: '2s' },
        },
        { redirect: { uri: '/', redirectCode: 302 } },
      ],
    },
    edited: { at: ['spec', 'http', '0', 'match', '1', 'uri', 'regex'], value: '^/v[1-9]$' },
  },
  // Objects in objects, booleans and enumerations, a list of enumerations.
  'cert-manager.io/v1/certificates': {
    spec: {
      secretName: 'from-nothing',
      issuerRef: { name: 'letsencrypt-production', kind: 'ClusterIssuer' },
      dnsNames: ['a.example', 'b.example'],
      isCA: true,
      usages: ['digital signature', 'server auth'],
      privateKey: { algorithm: 'ECDSA', size: 384, rotationPolicy: 'Always' },
      secretTemplate: { labels: { team: 'shop', 'example.com/tier': 'a' } },
    },
    edited: { at: ['spec', 'isCA'], value: false },
  },
  // A map of lists, lists of texts, ports by number and by name.
  'monitoring.coreos.com/v1/servicemonitors': {
    spec: {
      selector: { matchLabels: { app: 'reviews' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] },
      namespaceSelector: { any: true },
      endpoints: [
        { targetPort: 9090, path: '/metrics', honorLabels: true, params: { module: ['http', 'tcp'] } },
        { port: 'web', scheme: 'https' },
      ],
    },
    edited: { at: ['spec', 'endpoints', '0', 'targetPort'], value: 'metrics' },
  },
  // Lists of objects in objects of lists.
  'cilium.io/v2/ciliumnetworkpolicies': {
    spec: {
      endpointSelector: { matchLabels: { app: 'reviews' } },
      ingress: [
        {
          fromEndpoints: [{ matchLabels: { app: 'productpage' } }],
          toPorts: [{ ports: [{ port: '9080', protocol: 'TCP' }], rules: { http: [{ method: 'GET', path: '/reviews/.*' }] } }],
        },
      ],
      enableDefaultDeny: { ingress: true, egress: false },
    },
    edited: { at: ['spec', 'enableDefaultDeny', 'egress'], value: true },
  },
}
