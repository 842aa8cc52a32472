import type { FilledInKinds } from './filled-in.ts'

export const cilium: FilledInKinds = {
  // Lists of objects in objects of lists.
  'cilium.io/v2/ciliumnetworkpolicies': {
    written: {
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
    },
    edited: { at: ['spec', 'enableDefaultDeny', 'egress'], value: true },
  },
  // The one of two fields that the form does not begin with.
  'cilium.io/v2/ciliumclusterwidenetworkpolicies': {
    clusterWide: true,
    written: { spec: { nodeSelector: { matchLabels: { tier: 'edge' } }, egress: [{ toEntities: ['world'] }], description: 'first' } },
    edited: { at: ['spec', 'description'], value: 'second' },
  },
  'cilium.io/v2/ciliumegressgatewaypolicies': {
    clusterWide: true,
    written: {
      spec: {
        destinationCIDRs: ['203.0.113.0/24'],
        egressGateway: { nodeSelector: { matchLabels: { tier: 'edge' } }, egressIP: '203.0.113.8' },
        selectors: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }],
      },
    },
    defaults: [[['spec', 'egressGateways'], []]],
    edited: { at: ['spec', 'egressGateway', 'egressIP'], value: '203.0.113.9' },
  },
  'cilium.io/v2/ciliumloadbalancerippools': {
    clusterWide: true,
    written: { spec: { blocks: [{ cidr: '203.0.113.0/24' }, { start: '192.0.2.1', stop: '192.0.2.9' }], allowFirstLastIPs: 'No', disabled: true } },
    edited: { at: ['spec', 'disabled'], value: false },
  },
  'cilium.io/v2/ciliumcidrgroups': {
    clusterWide: true,
    written: { spec: { externalCIDRs: ['203.0.113.0/24', '2001:db8::/32'] } },
    edited: { at: ['spec', 'externalCIDRs', '1'], value: '2001:db8::/48' },
  },
  'cilium.io/v2/ciliumlocalredirectpolicies': {
    written: {
      spec: {
        redirectFrontend: { serviceMatcher: { namespace: 'shop', serviceName: 'reviews' } },
        redirectBackend: { localEndpointSelector: { matchLabels: { app: 'reviews' } }, toPorts: [{ port: '8080', protocol: 'UDP' }] },
      },
    },
    defaults: [[['spec', 'skipRedirectFromBackend'], false]],
    edited: { at: ['spec', 'description'], value: 'second' },
  },
  // Defaults within what is added.
  'cilium.io/v2/ciliumbgppeerconfigs': {
    clusterWide: true,
    written: {
      spec: { timers: { holdTimeSeconds: 30, keepAliveTimeSeconds: 10 }, families: [{ afi: 'ipv6', safi: 'unicast' }], gracefulRestart: { enabled: true } },
    },
    defaults: [
      [['spec', 'ebgpMultihop'], 1],
      [['spec', 'timers', 'connectRetryTimeSeconds'], 120],
      [['spec', 'gracefulRestart', 'restartTimeSeconds'], 120],
    ],
    edited: { at: ['spec', 'timers', 'keepAliveTimeSeconds'], value: 15 },
  },
  // A list of values of any kind, as YAML.
  'cilium.io/v2/ciliumenvoyconfigs': {
    written: {
      spec: { resources: [{ '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener', name: 'a' }], services: [{ name: 'reviews', ports: [9080] }] },
    },
    edited: { at: ['spec', 'services', '0', 'ports', '0'], value: 9081 },
  },
  // No spec, and a field whose name is no word of a program.
  'cilium.io/v2/ciliumidentities': {
    clusterWide: true,
    written: { 'security-labels': { 'k8s:app': 'reviews', 'k8s:io.kubernetes.pod.namespace': 'shop' } },
    edited: { at: ['security-labels', 'k8s:app'], value: 'ratings' },
  },
  // No spec, and a field that is called as one of every object's.
  'cilium.io/v2alpha1/ciliumendpointslices': {
    clusterWide: true,
    written: { namespace: 'shop', endpoints: [{ name: 'a', id: 7, networking: { addressing: [{ ipv4: '192.0.2.1' }] } }] },
    edited: { at: ['endpoints', '0', 'id'], value: 8 },
  },
}
