import type { KubeObject } from '#contract/kubernetes.ts'
import { type LabelSelector, readLabelSelector } from './label-selector-object.ts'
import type { NamespaceChoice, Pointer, TargetKind } from './pointer.ts'
import { byName, byRef, bySelector, type KindRules, node, pod, type Rule, rule, secret, service } from './rule.ts'

const group = 'cilium.io'
/** A CiliumEndpoint carries the labels of its pod (Cilium, endpointsynchronizer). */
const endpoints: readonly TargetKind[] = [pod, { group, kind: 'CiliumEndpoint' }]
const nodes: readonly TargetKind[] = [node, { group, kind: 'CiliumNode' }]
const namespaceLabel = 'io.kubernetes.pod.namespace'
const ownNamespaceLabels = 'io.cilium.k8s.namespace.labels.'

/** `spec` of a policy, or each of its `specs`. */
function eachSpec(...paths: string[]): string[] {
  return paths.flatMap(path => [`spec.${path}`, `specs[].${path}`])
}
const directions = ['ingress', 'ingressDeny', 'egress', 'egressDeny']
const peers = eachSpec('ingress[].fromEndpoints[]', 'ingressDeny[].fromEndpoints[]', 'egress[].toEndpoints[]', 'egressDeny[].toEndpoints[]')

const policyRules: readonly Rule[] = [
  rule([...eachSpec('endpointSelector'), ...peers], endpoints, endpointsOf),
  bySelector(eachSpec('nodeSelector'), nodes),
  rule(eachSpec('egress[].toServices[].k8sService', 'egressDeny[].toServices[].k8sService'), [service], namedService),
  byName(eachSpec(...directions.flatMap(direction => [`${direction}[].fromCIDRSet[].cidrGroupRef`, `${direction}[].toCIDRSet[].cidrGroupRef`])), {
    group,
    kind: 'CiliumCIDRGroup',
  }),
]

export const ciliumRules: readonly KindRules[] = [
  { group, kinds: ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'], rules: policyRules },
  {
    group,
    kinds: ['CiliumEgressGatewayPolicy'],
    rules: [
      rule('spec.selectors[].podSelector', endpoints, endpointsOf),
      bySelector(['spec.egressGateway.nodeSelector', 'spec.egressGateways[].nodeSelector', 'spec.selectors[].nodeSelector'], nodes),
    ],
  },
  {
    group,
    kinds: ['CiliumLocalRedirectPolicy'],
    rules: [
      rule('spec.redirectFrontend.serviceMatcher', [service], namedService, false),
      rule('spec.redirectBackend.localEndpointSelector', endpoints, endpointsOf, false),
    ],
  },
  {
    group,
    kinds: ['CiliumBGPClusterConfig'],
    rules: [bySelector('spec.nodeSelector', nodes), byRef('spec.bgpInstances[].peers[].peerConfigRef', { group, kind: 'CiliumBGPPeerConfig' })],
  },
  {
    group,
    kinds: ['CiliumBGPPeerConfig'],
    rules: [bySelector('spec.families[].advertisements', [{ group, kind: 'CiliumBGPAdvertisement' }]), byName('spec.authSecretRef', secret, 'kube-system')],
  },
  { group, kinds: ['CiliumBGPAdvertisement'], rules: [bySelector('spec.advertisements[].selector', [service], () => 'all')] },
  { group, kinds: ['CiliumLoadBalancerIPPool'], rules: [bySelector('spec.serviceSelector', [service], () => 'all')] },
  {
    group,
    kinds: ['CiliumL2AnnouncementPolicy'],
    rules: [bySelector('spec.serviceSelector', [service], () => 'all'), bySelector('spec.nodeSelector', nodes)],
  },
  { group, kinds: ['CiliumEnvoyConfig', 'CiliumClusterwideEnvoyConfig'], rules: [byRef(['spec.services[]', 'spec.backendServices[]'], service)] },
  { group, kinds: ['CiliumNodeConfig'], rules: [bySelector('spec.nodeSelector', nodes)] },
]

/**
 * Endpoints by their Cilium labels (docs.cilium.io, policy/language): the source before the colon is cut, the namespace is a label like
 * others. What is not of pods (`reserved:`) selects none.
 */
function endpointsOf({ value, via }: { value: unknown; via: string }, object: KubeObject): Pointer[] {
  const read = readLabelSelector(value)
  const parts = read && splitByNamespace(read)
  if (!parts) return []
  const namespaces = parts.namespaces ?? (object.metadata.namespace === undefined ? 'all' : 'own')
  return endpoints.map(target => ({ ...target, via, namespaces, selector: parts.selector }))
}

function splitByNamespace(selector: LabelSelector): { selector: LabelSelector; namespaces: NamespaceChoice | null } | null {
  const all = selector.map(requirement => ({ ...requirement, key: requirement.key.replace(/^(k8s|any)[:.](?=.)/, '') }))
  if (all.some(({ key }) => key.includes(':'))) return null
  const rest = all.filter(({ key }) => key !== namespaceLabel && !key.startsWith('io.cilium.k8s.'))
  return { selector: rest, namespaces: namespacesOf(all) }
}

function namespacesOf(all: LabelSelector): NamespaceChoice | null {
  const named = all.find(({ key, operator }) => key === namespaceLabel && operator === 'in')
  if (named) return { names: named.values }
  const byLabels = all.filter(({ key }) => key.startsWith(ownNamespaceLabels)).map(each => ({ ...each, key: each.key.slice(ownNamespaceLabels.length) }))
  if (byLabels.length > 0) return { selector: byLabels }
  return all.some(({ key, operator }) => key === namespaceLabel && operator === 'exists') ? 'all' : null
}

function namedService({ value, via }: { value: unknown; via: string }): Pointer[] {
  const { serviceName, namespace } = value as Record<string, unknown>
  return typeof serviceName === 'string' && serviceName !== ''
    ? [{ via, ...service, name: serviceName, namespace: typeof namespace === 'string' && namespace !== '' ? namespace : null, certain: true }]
    : []
}
