import type { FilledInKinds } from './filled-in.ts'

/** Kinds of Istio that say where requests go. */
export const istioTraffic: FilledInKinds = {
  // Lists in lists of objects, one of several fields alone, a map of objects.
  'networking.istio.io/v1/virtualservices': {
    written: {
      spec: {
        hosts: ['reviews.example', 'reviews.shop.svc'],
        http: [
          {
            match: [{ uri: { prefix: '/api' }, headers: { 'end-user': { exact: 'jason' } }, ignoreUriCase: true }, { uri: { regex: '^/v[0-9]+$' } }],
            route: [{ destination: { host: 'reviews', subset: 'v1', port: { number: 9080 } }, weight: 90 }],
            retries: { attempts: 3, perTryTimeout: '2s' },
          },
          { redirect: { uri: '/', redirectCode: 302 } },
        ],
      },
    },
    edited: { at: ['spec', 'http', '0', 'match', '1', 'uri', 'regex'], value: '^/v[1-9]$' },
  },
  // Two choices within one that was chosen, and another choice in a list.
  'networking.istio.io/v1/destinationrules': {
    written: {
      spec: {
        host: 'reviews',
        trafficPolicy: {
          loadBalancer: { consistentHash: { httpCookie: { name: 'user', ttl: '0s' }, maglev: { tableSize: 65537 } } },
          connectionPool: { http: { useClientProtocol: true, maxRetries: 3 } },
        },
        subsets: [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy: { loadBalancer: { simple: 'ROUND_ROBIN' } } }],
      },
    },
    edited: { at: ['spec', 'trafficPolicy', 'loadBalancer', 'consistentHash', 'httpCookie', 'ttl'], value: '60s' },
  },
  // Objects that are required in items.
  'networking.istio.io/v1/gateways': {
    written: {
      spec: {
        selector: { istio: 'ingressgateway' },
        servers: [
          { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['shop.example'], tls: { mode: 'SIMPLE', credentialName: 'shop-tls' } },
          { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*.shop.example'], tls: { httpsRedirect: true } },
        ],
      },
    },
    edited: { at: ['spec', 'servers', '1', 'tls', 'httpsRedirect'], value: false },
  },
  // Rules that look at several fields; a map of numbers.
  'networking.istio.io/v1/serviceentries': {
    written: {
      spec: {
        hosts: ['api.example'],
        location: 'MESH_EXTERNAL',
        resolution: 'STATIC',
        ports: [{ number: 443, name: 'https', protocol: 'TLS', targetPort: 8443 }],
        endpoints: [{ address: '192.0.2.10', ports: { https: 8443 } }],
      },
    },
    edited: { at: ['spec', 'endpoints', '0', 'ports', 'https'], value: 9443 },
  },
  'networking.istio.io/v1/workloadentries': {
    written: { spec: { address: '192.0.2.11', ports: { 'http-web': 8080 }, labels: { 'app.kubernetes.io/name': 'reviews' }, weight: 10 } },
    edited: { at: ['spec', 'weight'], value: 20 },
  },
  // A field of the name `metadata` that is not the object's own; one of several kinds of probes.
  'networking.istio.io/v1/workloadgroups': {
    written: {
      spec: {
        metadata: { labels: { app: 'reviews' } },
        template: { ports: { http: 8080 }, serviceAccount: 'reviews' },
        probe: { initialDelaySeconds: 5, httpGet: { path: '/healthz', port: 8080, httpHeaders: [{ name: 'x-probe', value: 'yes' }] } },
      },
    },
    edited: { at: ['spec', 'probe', 'httpGet', 'port'], value: 9090 },
  },
  // A value of any kind, as YAML; a negative number.
  'networking.istio.io/v1alpha3/envoyfilters': {
    written: {
      spec: {
        priority: -5,
        configPatches: [
          {
            applyTo: 'HTTP_FILTER',
            match: { context: 'SIDECAR_INBOUND', listener: { portNumber: 8080 } },
            patch: { operation: 'INSERT_BEFORE', value: { name: 'envoy.filters.http.lua', typed_config: { limits: [1, 2.5], on: true, text: '1' } } },
          },
        ],
      },
    },
    edited: { at: ['spec', 'priority'], value: 10 },
  },
}
