import { describe, expect, it, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { selectorText } from './label-selector-object.ts'
import { isNamePointer, type Pointer } from './pointer.ts'
import { mayPointTo, pointersOf } from './pointers-of.ts'

function makeObject(apiVersion: string, kind: string, spec: unknown, more: Partial<KubeObject> = {}): KubeObject {
  return { apiVersion, kind, metadata: { name: 'x', namespace: 'shop' }, spec, ...more }
}

/** `spec.secretName Secret shop/tls`, `spec.selector Pod[app=web] own`; guesses end in `?`. */
function textOf(pointer: Pointer): string {
  if (isNamePointer(pointer)) return `${pointer.via} ${pointer.kind} ${pointer.namespace ?? ''}/${pointer.name}${pointer.certain ? '' : '?'}`
  return `${pointer.via} ${pointer.kind}[${selectorText(pointer.selector)}] ${JSON.stringify(pointer.namespaces).replaceAll('"', '')}`
}
const texts = (object: KubeObject) => pointersOf(object).pointers.map(textOf)

const istio = 'networking.istio.io/v1'
const monitoring = 'monitoring.coreos.com/v1'
const cases: [string, KubeObject, string[]][] = [
  [
    'gateways and hosts of a VirtualService',
    makeObject(istio, 'VirtualService', {
      gateways: ['mesh', 'front', 'infra/public'],
      hosts: ['reviews', 'shop.example.com', '*.example.org'],
      http: [{ route: [{ destination: { host: 'a.b.svc.cluster.local' } }], delegate: { name: 'd', namespace: 'other' } }],
    }),
    [
      'spec.gateways[1] Gateway /front',
      'spec.gateways[2] Gateway infra/public',
      'spec.hosts[0] Service shop/reviews',
      'spec.http[0].route[0].destination.host Service b/a',
      'spec.hosts[1] ServiceEntry[] all',
      'spec.hosts[2] ServiceEntry[] all',
      'spec.http[0].delegate VirtualService other/d',
    ],
  ],
  [
    'the subset of a destination',
    makeObject(istio, 'VirtualService', { http: [{ route: [{ destination: { host: 'reviews', subset: 'v1' } }] }] }),
    ['spec.http[0].route[0].destination.host Service shop/reviews', 'spec.http[0].route[0].destination.subset DestinationRule[] own'],
  ],
  [
    'workloads and credentials of a Gateway',
    makeObject(istio, 'Gateway', {
      selector: { istio: 'ingress' },
      servers: [{ tls: { credentialName: 'tls' } }, { tls: { credentialName: 'kubernetes://ns/t2' } }],
    }),
    ['spec.selector Pod[istio=ingress] all', 'spec.servers[0].tls.credentialName Secret /tls', 'spec.servers[1].tls.credentialName Secret ns/t2'],
  ],
  [
    'workloads and callers of an AuthorizationPolicy',
    makeObject('security.istio.io/v1', 'AuthorizationPolicy', {
      selector: { matchLabels: { app: 'web' } },
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/pay/sa/api', '*'], serviceAccounts: ['own', 'far/sa'] } }] }],
    }),
    [
      'spec.selector Pod[app=web] own',
      'spec.rules[0].from[0].source.principals[0] ServiceAccount pay/api',
      'spec.rules[0].from[0].source.serviceAccounts[0] ServiceAccount shop/own',
      'spec.rules[0].from[0].source.serviceAccounts[1] ServiceAccount far/sa',
    ],
  ],
  [
    'hosts of a Sidecar',
    makeObject(istio, 'Sidecar', { egress: [{ hosts: ['./*', './cart', 'pay/api.pay.svc.cluster.local', 'x'] }] }),
    ['spec.egress[0].hosts[1] Service shop/cart', 'spec.egress[0].hosts[2] Service pay/api'],
  ],
  [
    'issuer and Secret of a Certificate, with the defaults of cert-manager, once each',
    makeObject('cert-manager.io/v1', 'Certificate', {
      issuerRef: { name: 'ca' },
      secretName: 'tls',
      keystores: { jks: { passwordSecretRef: { name: 'pw', key: 'p' } } },
    }),
    ['spec.issuerRef Issuer /ca', 'spec.secretName Secret /tls', 'spec.keystores.jks.passwordSecretRef.name Secret /pw'],
  ],
  [
    'what a ClusterIssuer names is beside its controller',
    makeObject(
      'cert-manager.io/v1',
      'ClusterIssuer',
      { ca: { secretName: 'root' }, acme: { solvers: [{ dns01: { cloudflare: { apiTokenSecretRef: { name: 'token', key: 'k' } } } }] } },
      { metadata: { name: 'x' } },
    ),
    ['spec.ca.secretName Secret cert-manager/root', 'spec.acme.solvers[0].dns01.cloudflare.apiTokenSecretRef Secret cert-manager/token?'],
  ],
  [
    'monitors by labels: none beside, all in all namespaces, those of namespaces with labels',
    makeObject(monitoring, 'Prometheus', {
      serviceMonitorSelector: { matchLabels: { team: 'a' } },
      podMonitorSelector: {},
      podMonitorNamespaceSelector: {},
      probeSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'b'] }] },
      probeNamespaceSelector: { matchLabels: { watched: 'yes' } },
      ruleSelector: null,
      alerting: { alertmanagers: [{ name: 'am', namespace: 'mon', port: 'web' }] },
      secrets: ['s1'],
    }),
    [
      'spec.serviceMonitorSelector ServiceMonitor[team=a] own',
      'spec.podMonitorSelector PodMonitor[] all',
      'spec.probeSelector Probe[team in (a,b)] {selector:[{key:watched,operator:in,values:[yes]}]}',
      'spec.alerting.alertmanagers[0] Service mon/am',
      'spec.secrets[0] Secret /s1',
    ],
  ],
  [
    'Services of a ServiceMonitor in named namespaces',
    makeObject(monitoring, 'ServiceMonitor', { selector: { matchLabels: { app: 'a' } }, namespaceSelector: { matchNames: ['one', 'two'] } }),
    ['spec.selector Service[app=a] {names:[one,two]}'],
  ],
  [
    'endpoints of a CiliumNetworkPolicy, by labels and namespaces',
    makeObject('cilium.io/v2', 'CiliumNetworkPolicy', {
      endpointSelector: { matchLabels: { 'k8s:app': 'web' } },
      ingress: [{ fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'pay' } }, { matchLabels: { 'reserved:ingress': '' } }] }],
      egress: [{ toServices: [{ k8sService: { serviceName: 'db', namespace: 'data' } }], toCIDRSet: [{ cidrGroupRef: 'offices' }] }],
    }),
    [
      'spec.endpointSelector Pod[app=web] own',
      'spec.endpointSelector CiliumEndpoint[app=web] own',
      'spec.ingress[0].fromEndpoints[0] Pod[] {names:[pay]}',
      'spec.ingress[0].fromEndpoints[0] CiliumEndpoint[] {names:[pay]}',
      'spec.egress[0].toServices[0].k8sService Service data/db',
      'spec.egress[0].toCIDRSet[0].cidrGroupRef CiliumCIDRGroup /offices',
    ],
  ],
  [
    'what a Deployment uses',
    makeObject('apps/v1', 'Deployment', {
      template: {
        spec: {
          serviceAccountName: 'web',
          containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }], envFrom: [{ configMapRef: { name: 'c' } }] }],
          volumes: [{ persistentVolumeClaim: { claimName: 'data' } }],
        },
      },
    }),
    [
      'spec.template.spec.serviceAccountName ServiceAccount /web',
      'spec.template.spec.volumes[0].persistentVolumeClaim.claimName PersistentVolumeClaim /data',
      'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name Secret /s',
      'spec.template.spec.containers[0].envFrom[0].configMapRef.name ConfigMap /c',
    ],
  ],
  [
    'backends, TLS and issuer of an Ingress',
    makeObject(
      'networking.k8s.io/v1',
      'Ingress',
      { rules: [{ http: { paths: [{ backend: { service: { name: 'web' } } }] } }], tls: [{ secretName: 'tls' }], ingressClassName: 'nginx' },
      { metadata: { name: 'x', namespace: 'shop', annotations: { 'cert-manager.io/cluster-issuer': 'le' } } },
    ),
    [
      'spec.rules[0].http.paths[0].backend.service.name Service /web',
      'spec.tls[0].secretName Secret /tls',
      'spec.ingressClassName IngressClass /nginx',
      "metadata.annotations['cert-manager.io/cluster-issuer'] ClusterIssuer /le",
    ],
  ],
  [
    'parents and backends of an HTTPRoute',
    makeObject('gateway.networking.k8s.io/v1', 'HTTPRoute', {
      parentRefs: [{ name: 'gw', namespace: 'infra' }],
      rules: [
        {
          backendRefs: [
            { name: 'web', port: 80 },
            { group: 'x.io', kind: 'Bucket', name: 'b' },
          ],
        },
      ],
    }),
    ['spec.parentRefs[0] Gateway infra/gw', 'spec.rules[0].backendRefs[0] Service /web', 'spec.rules[0].backendRefs[1] Bucket /b'],
  ],
  [
    'fields of a kind that nobody knows, by their form',
    makeObject('example.dev/v1', 'Thing', {
      secretName: 's',
      dbRef: { name: 'db' },
      passwordSecretRef: { name: 'pw' },
      config: { configMap: { name: 'cm' }, valueFrom: { secretKeyRef: { name: 'k', key: 'x' } } },
      targets: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'other' }],
      'odd.key': { kind: 'Thing', name: 'self' },
    }),
    [
      'spec.secretName Secret /s?',
      'spec.dbRef Db /db?',
      'spec.passwordSecretRef Secret /pw?',
      'spec.config.configMap ConfigMap /cm?',
      'spec.config.valueFrom.secretKeyRef Secret /k?',
      'spec.targets[0] Deployment other/web?',
      "spec['odd.key'] Thing /self?",
    ],
  ],
]

describe('pointersOf', () => {
  test('finds what the status of an unknown kind names, and not what it says of the past', () => {
    const spec = { secretName: 'asked' }
    const status = {
      secretName: 'asked',
      phase: 'Bound',
      nodeName: 'n1',
      connectionSecretRef: { name: 'made' },
      again: { connectionSecretRef: { name: 'made' } },
      resources: [{ group: 'apps', kind: 'Deployment', name: 'web', namespace: 'other', conditions: [{ kind: 'Pod', name: 'c' }] }],
      conditions: [{ type: 'Ready', status: 'True', kind: 'Secret', name: 'x' }],
      releaseHistory: [{ kind: 'Secret', name: 'h1' }],
      history: [{ secretName: 'h2' }],
      previousSecretRef: { secretName: 'gone' },
      deletedObjects: [{ kind: 'Secret', name: 'd' }],
      oldest: { secretName: 'kept' },
      counts: { ready: 3, name: 'three' },
    }
    expect(texts(makeObject('example.dev/v1', 'Thing', spec, { status }))).toEqual([
      'spec.secretName Secret /asked?',
      'status.secretName Secret /asked?',
      'status.nodeName Node /n1?',
      'status.connectionSecretRef Secret /made?',
      'status.again.connectionSecretRef Secret /made?',
      'status.resources[0] Deployment other/web?',
      'status.oldest.secretName Secret /kept?',
    ])
    expect(texts(makeObject('v1', 'ConfigMap', undefined, { status }))).toEqual([])
  })

  it.each(cases)('finds %s', (_, object, expected) => {
    expect(texts(object)).toEqual(expected)
  })

  test('a subset is of the DestinationRule with the same host, however it is written', () => {
    const [, rule] = pointersOf(makeObject(istio, 'VirtualService', { http: [{ route: [{ destination: { host: 'reviews', subset: 'v1' } }] }] })).pointers
    const fits = (host: unknown) => rule && !isNamePointer(rule) && rule.fits?.(makeObject(istio, 'DestinationRule', { host }))
    expect([fits('reviews'), fits('reviews.shop.svc.cluster.local'), fits('reviews.other.svc'), fits(3)]).toEqual([true, true, false, false])
  })

  it.each([
    ['names that can be none', { secretName: '../../admin', configMapName: '', claimName: 'a/b', dbRef: { name: '..' }, x: { kind: 'thing', name: 'y' } }],
    ['values of other types', { secretName: 3, dbRef: 'db', targets: { kind: {}, name: [] }, passwordSecretRef: [null, 7] }],
  ])('takes no %s', (_, spec) => {
    expect(texts(makeObject('example.dev/v1', 'Thing', spec))).toEqual([])
  })

  it.each([
    ['VirtualService', { gateways: ['a/b/c', '', 7], hosts: 'reviews', http: [null, { route: {} }] }],
    ['Gateway', { selector: {}, servers: [{ tls: { credentialName: 5 } }] }],
    ['DestinationRule', { host: ['x'], workloadSelector: { matchLabels: { app: 5 } } }],
  ])('takes nothing of a %s that is not as its schema says', (kind, spec) => {
    expect(texts(makeObject(istio, kind, spec))).toEqual([])
  })

  test('selectors that are not understood select nothing, rather than everything', () => {
    const of = (selector: unknown) => texts(makeObject(monitoring, 'ServiceMonitor', { selector }))
    expect(of({ matchExpressions: [{ key: 'a', operator: 'Near', values: ['b'] }] })).toEqual([])
    expect(of({ matchExpressions: [{ key: 'a', operator: 'In', values: [] }] })).toEqual([])
    expect(of({ matchLabels: ['a'] })).toEqual([])
  })

  test('a deep or huge object ends', () => {
    let deep: unknown = { secretName: 'bottom' }
    for (let level = 0; level < 5_000; level += 1) deep = { deep }
    const wide = Array.from({ length: 50_000 }, (_, index) => ({ secretName: `s${index}` }))
    expect(texts(makeObject('example.dev/v1', 'Thing', deep))).toEqual([])
    expect(texts(makeObject('example.dev/v1', 'Thing', { wide }))).toHaveLength(200)
  })

  describe('are complete', () => {
    const named = (count: number) => Array.from({ length: count }, (_, index) => ({ secretName: `s${index}` }))
    const nested = (depth: number): unknown => (depth === 0 ? 'x' : { inner: nested(depth - 1) })
    const hosts = (count: number) => ({ hosts: Array.from({ length: count }, (_, index) => `h${index}`) })
    const pods = (count: number) => ({ volumes: Array.from({ length: count }, (_, index) => ({ secret: { secretName: `s${index}` } })) })

    it.each<[string, KubeObject, number, boolean]>([
      ['up to 200 by their form', makeObject('example.dev/v1', 'Thing', { list: named(200), more: { text: 'x' } }), 200, true],
      ['not beyond', makeObject('example.dev/v1', 'Thing', { list: named(201) }), 200, false],
      ['up to 200 by rules', makeObject('v1', 'Pod', pods(200)), 200, true],
      ['not beyond', makeObject('v1', 'Pod', pods(201)), 200, false],
      ['not of rules and forms together', makeObject(istio, 'VirtualService', { ...hosts(150), extra: named(51) }), 200, false],
      ['where an object is as deep as is looked', makeObject('example.dev/v1', 'Thing', nested(20)), 0, true],
      ['not where it is deeper', makeObject('example.dev/v1', 'Thing', nested(21)), 0, false],
      ['not where it is larger than is looked', makeObject('example.dev/v1', 'Thing', { list: Array.from({ length: 20_000 }, () => 'x') }), 0, false],
    ])('%s', (_, object, length, complete) => {
      const found = pointersOf(object)
      expect([found.pointers.length, found.complete]).toEqual([length, complete])
    })

    test('and what stands beside what is too deep is found', () => {
      expect(texts(makeObject('example.dev/v1', 'Thing', { deep: nested(30), secretName: 's' }))).toEqual(['spec.secretName Secret /s?'])
    })
  })
})

test('mayPointTo tells whom to look through', () => {
  const service = { group: '', kind: 'Service' }
  const virtualService = { group: 'networking.istio.io', kind: 'VirtualService' }
  expect(mayPointTo(virtualService, service)).toBe('across')
  expect(mayPointTo({ group: 'networking.k8s.io', kind: 'Ingress' }, service)).toBe('own')
  expect(mayPointTo({ group: 'example.dev', kind: 'Thing' }, service)).toBe('own')
  expect(mayPointTo({ group: 'apps', kind: 'Deployment' }, service)).toBe('no')
})
