/** An object of each kind of the four operators that the demo has none of, all of one name: kind, apiVersion, and what it says. */
const bodies: readonly [kind: string, apiVersion: string, body: Record<string, unknown>][] = [
  ['CiliumBGPNodeConfigOverride', 'cilium.io/v2', { spec: { bgpInstances: [{ name: 'a' }] } }],
  ['CiliumBGPNodeConfig', 'cilium.io/v2', { spec: { bgpInstances: [{ name: 'a' }] } }],
  ['CiliumClusterwideEnvoyConfig', 'cilium.io/v2', { spec: { resources: [{ '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener' }] } }],
  ['CiliumDatapathPlugin', 'cilium.io/v2alpha1', { spec: { attachmentPolicy: 'Always', version: '1' } }],
  ['CiliumEndpoint', 'cilium.io/v2', {}],
  ['CiliumEndpointSlice', 'cilium.io/v2alpha1', { namespace: 'shop', endpoints: [{ name: 'a', id: 7 }] }],
  ['CiliumEnvoyConfig', 'cilium.io/v2', { spec: { resources: [{ '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener' }] } }],
  ['CiliumGatewayClassConfig', 'cilium.io/v2alpha1', { spec: { description: 'as it is' } }],
  ['CiliumIdentity', 'cilium.io/v2', { 'security-labels': { 'k8s:app': 'a' } }],
  ['CiliumL2AnnouncementPolicy', 'cilium.io/v2alpha1', { spec: {} }],
  [
    'CiliumLocalRedirectPolicy',
    'cilium.io/v2',
    {
      spec: {
        redirectFrontend: { addressMatcher: { ip: '192.0.2.9', toPorts: [{ port: '80', protocol: 'TCP' }] } },
        redirectBackend: { localEndpointSelector: {}, toPorts: [{ port: '8080', protocol: 'TCP' }] },
      },
    },
  ],
  ['CiliumNodeConfig', 'cilium.io/v2', { spec: { defaults: { a: 'b' }, nodeSelector: {} } }],
  ['CiliumNode', 'cilium.io/v2', { spec: { addresses: [{ ip: '192.0.2.8', type: 'InternalIP' }] } }],
  ['CiliumPodIPPool', 'cilium.io/v2alpha1', { spec: {} }],
  ['TrafficExtension', 'extensions.istio.io/v1alpha1', { spec: { lua: { inlineCode: 'function envoy_on_request() end' } } }],
  ['WasmPlugin', 'extensions.istio.io/v1alpha1', { spec: { url: 'oci://registry.example/filter' } }],
  ['PrometheusAgent', 'monitoring.coreos.com/v1alpha1', { spec: { replicas: 2, version: 'v3.0.0' } }],
  ['ScrapeConfig', 'monitoring.coreos.com/v1alpha1', { spec: {} }],
  ['ThanosRuler', 'monitoring.coreos.com/v1', { spec: { replicas: 1, paused: true } }],
  ['WorkloadGroup', 'networking.istio.io/v1', { spec: { template: {} } }],
]

/** All of them as one List of JSON, to be created and deleted by kubectl in the namespace. */
export function rareObjects(name: string, namespace: string): string {
  const clusterWide = /^Cilium(?:BGP|Clusterwide|DatapathPlugin|EndpointSlice|Identity|L2|Node$|PodIPPool)/
  const items = bodies.map(([kind, apiVersion, body]) => ({
    apiVersion,
    kind,
    metadata: clusterWide.test(kind) ? { name } : { name, namespace },
    ...body,
  }))
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}
