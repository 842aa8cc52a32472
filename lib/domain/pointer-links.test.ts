import { expect, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import type { KnownKind } from './palette.ts'
import { pointerLinks } from './pointer-links.ts'

const kind = (group: string, resource: string, name: string, namespaced = true): KnownKind => ({
  group,
  version: 'v1',
  resource,
  singular: '',
  kind: name,
  shortNames: [],
  namespaced,
})
const kinds = [
  kind('', 'services', 'Service'),
  kind('', 'secrets', 'Secret'),
  kind('cert-manager.io', 'clusterissuers', 'ClusterIssuer', false),
  kind('cert-manager.io', 'issuers', 'Issuer'),
]
const object = (apiVersion: string, of: string, spec: unknown): KubeObject => ({ apiVersion, kind: of, metadata: { name: 'x', namespace: 'shop' }, spec })

test('fields that name objects lead to their pages', () => {
  const route = { destination: { host: 'reviews' } }
  const virtualService = object('networking.istio.io/v1', 'VirtualService', {
    http: [{ route: [route, { destination: { host: 'ratings.backend.svc.cluster.local' } }] }],
  })
  expect([...pointerLinks(virtualService, kinds)]).toEqual([
    ['spec.http[0].route[0].destination.host', '/resources/core/v1/services/shop/reviews'],
    ['spec.http[0].route[1].destination.host', '/resources/core/v1/services/backend/ratings'],
  ])
})

test('a reference that is a map leads by its name, and what is cluster-scoped is in no namespace', () => {
  const certificate = object('cert-manager.io/v1', 'Certificate', {
    secretName: 'tls',
    issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt', group: 'cert-manager.io' },
  })
  expect(Object.fromEntries(pointerLinks(certificate, kinds))).toEqual({
    'spec.secretName': '/resources/core/v1/secrets/shop/tls',
    'spec.issuerRef.name': '/resources/cert-manager.io/v1/clusterissuers/-/letsencrypt',
  })
})

test('what the cluster does not serve, and what can be no name, leads nowhere', () => {
  const certificate = object('cert-manager.io/v1', 'Certificate', { secretName: '../x', issuerRef: { kind: 'Other', name: 'a' } })
  expect([...pointerLinks(certificate, kinds)]).toEqual([])
})

test('fields of a status lead to what they name, what was asked for already, too', () => {
  const status = { secretName: 'tls', serviceRef: { name: 'web' }, conditions: [{ kind: 'Service', name: 'gone' }] }
  const thing = { ...object('example.dev/v1', 'Thing', { secretName: 'tls' }), status }
  expect(Object.fromEntries(pointerLinks(thing, kinds))).toEqual({
    'spec.secretName': '/resources/core/v1/secrets/shop/tls',
    'status.secretName': '/resources/core/v1/secrets/shop/tls',
    'status.serviceRef.name': '/resources/core/v1/services/shop/web',
  })
})
