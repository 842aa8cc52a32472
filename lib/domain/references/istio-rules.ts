import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from '../conditions.ts'
import type { Pointer } from './pointer.ts'
import { byHost, byLabels, byName, byRef, bySelector, isName, type KindRules, nameAt, pod, rule, secret, serviceAccount } from './rule.ts'
import { serviceOfHost } from './service-host.ts'
import type { ValueAt } from './values-at.ts'

const networking = 'networking.istio.io'
const gateway = { group: networking, kind: 'Gateway' }
const virtualService = { group: networking, kind: 'VirtualService' }
const destinationRule = { group: networking, kind: 'DestinationRule' }
const serviceEntry = { group: networking, kind: 'ServiceEntry' }
const workloadEntry = { group: networking, kind: 'WorkloadEntry' }

const routes = ['spec.http[].route[]', 'spec.tcp[].route[]', 'spec.tls[].route[]']
const destinations = [...routes.map(path => `${path}.destination`), 'spec.http[].mirrors[].destination', 'spec.http[].mirror']
const routedHosts = ['spec.hosts[]', ...destinations.map(path => `${path}.host`)]

/** What Istio's configuration points to (istio.io/latest/docs/reference/config). */
export const istioRules: readonly KindRules[] = [
  {
    group: networking,
    kinds: ['VirtualService'],
    rules: [
      rule(
        ['spec.gateways[]', 'spec.http[].match[].gateways[]', 'spec.tcp[].match[].gateways[]', 'spec.tls[].match[].gateways[]'],
        [gateway],
        ({ value, via }) => (value === 'mesh' ? [] : namespacedName(value, via)),
      ),
      byHost(routedHosts),
      rule(routedHosts, [serviceEntry], externalHost),
      rule(destinations, [destinationRule], subsetsOf, false),
      byRef('spec.http[].delegate', virtualService),
    ],
  },
  {
    group: networking,
    kinds: ['DestinationRule'],
    rules: [
      byHost('spec.host'),
      rule('spec.host', [serviceEntry], externalHost),
      bySelector('spec.workloadSelector', [pod]),
      byName(['spec.trafficPolicy.tls.credentialName', 'spec.subsets[].trafficPolicy.tls.credentialName'], secret),
    ],
  },
  {
    group: networking,
    kinds: ['Gateway'],
    rules: [byLabels('spec.selector', [pod], () => 'all'), rule('spec.servers[].tls.credentialName', [secret], credentialOf, false)],
  },
  { group: networking, kinds: ['ServiceEntry'], rules: [byLabels('spec.workloadSelector.labels', [pod, workloadEntry])] },
  {
    group: networking,
    kinds: ['Sidecar'],
    rules: [
      byLabels('spec.workloadSelector.labels', [pod]),
      rule('spec.egress[].hosts[]', [{ group: '', kind: 'Service' }], ({ value, via }, object) => {
        const [namespace = '', host = ''] = typeof value === 'string' ? value.split('/') : []
        const found = serviceOfHost(host, namespace === '.' ? (object.metadata.namespace ?? '') : namespace)
        return found && isName(found.namespace) ? [nameAt(via, { group: '', kind: 'Service' }, found.name, found.namespace)] : []
      }),
    ],
  },
  { group: networking, kinds: ['EnvoyFilter'], rules: [byLabels('spec.workloadSelector.labels', [pod])] },
  { group: networking, kinds: ['ProxyConfig'], rules: [bySelector('spec.selector', [pod])] },
  { group: networking, kinds: ['WorkloadEntry'], rules: [byName('spec.serviceAccount', serviceAccount)] },
  { group: networking, kinds: ['WorkloadGroup'], rules: [byName('spec.template.serviceAccount', serviceAccount)] },
  {
    group: 'security.istio.io',
    kinds: ['AuthorizationPolicy'],
    rules: [
      bySelector('spec.selector', [pod]),
      rule(
        ['spec.rules[].from[].source.principals[]', 'spec.rules[].from[].source.notPrincipals[]', 'spec.rules[].from[].source.serviceAccounts[]'],
        [serviceAccount],
        principal,
      ),
    ],
  },
  {
    group: 'security.istio.io',
    kinds: ['PeerAuthentication', 'RequestAuthentication'],
    rules: [bySelector('spec.selector', [pod])],
  },
  { group: 'telemetry.istio.io', kinds: ['Telemetry'], rules: [bySelector('spec.selector', [pod])] },
  {
    group: 'extensions.istio.io',
    kinds: ['WasmPlugin', 'TrafficExtension'],
    rules: [bySelector('spec.selector', [pod]), byName('spec.imagePullSecret', secret)],
  },
]

/** `name` of the same namespace, or `namespace/name`. */
function namespacedName(value: unknown, via: string): Pointer[] {
  const parts = typeof value === 'string' ? value.split('/') : []
  const [name, namespace] = [parts.at(-1), parts.length === 2 && parts[0] !== '.' ? (parts[0] ?? null) : null]
  return parts.length <= 2 && isName(name) && (namespace === null || isName(namespace)) ? [nameAt(via, gateway, name, namespace)] : []
}

/** A host that is no Service's is one of a ServiceEntry, of whatever namespace. */
function externalHost({ value, via }: ValueAt, object: KubeObject): Pointer[] {
  if (typeof value !== 'string' || !value.includes('.') || serviceOfHost(value, object.metadata.namespace ?? '')) return []
  const fits = (candidate: KubeObject) => {
    const hosts = asRecord(candidate.spec)?.hosts
    return Array.isArray(hosts) && hosts.includes(value)
  }
  return [{ ...serviceEntry, via, namespaces: 'all', selector: [], fits }]
}

/** Subsets are what a DestinationRule of the same host says they are. */
function subsetsOf({ value, via }: ValueAt, object: KubeObject): Pointer[] {
  const { host, subset } = asRecord(value) ?? {}
  if (typeof host !== 'string' || typeof subset !== 'string') return []
  const wanted = fullHost(host, object)
  return [
    {
      ...destinationRule,
      via: `${via}.subset`,
      namespaces: 'own',
      selector: [],
      fits: candidate => fullHost(asRecord(candidate.spec)?.host, candidate) === wanted,
    },
  ]
}

/** `cluster.local/ns/shop/sa/cart`, or `shop/cart`, or `cart` of the same namespace. */
function principal({ value, via }: ValueAt, object: KubeObject): Pointer[] {
  const text = typeof value === 'string' ? value : ''
  const spiffe = /^[^/*]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(text)
  const short = /^(?:([^/*]+)\/)?([^/*]+)$/.exec(text)
  const [, namespace = object.metadata.namespace, name] = spiffe ?? (via.includes('serviceAccounts') ? short : null) ?? []
  return isName(name) && isName(namespace) ? [nameAt(via, serviceAccount, name, namespace)] : []
}

/** `kubernetes://name`, or the name; `-cacert` and the like are derived by Istio. Of the same namespace, as cert-manager writes it beside. */
function credentialOf({ value, via }: ValueAt): Pointer[] {
  const text = typeof value === 'string' ? value.replace(/^kubernetes:\/\//, '') : ''
  const parts = text.split('/')
  const [name, namespace] = [parts.at(-1), parts.length === 2 ? (parts[0] ?? null) : null]
  return isName(name) && parts.length <= 2 && (namespace === null || isName(namespace)) ? [nameAt(via, secret, name, namespace)] : []
}

function fullHost(host: unknown, { metadata }: KubeObject): string | null {
  if (typeof host !== 'string') return null
  const found = serviceOfHost(host, metadata.namespace ?? '')
  return found ? `${found.name}.${found.namespace}.svc` : host
}
