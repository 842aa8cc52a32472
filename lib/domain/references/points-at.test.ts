import { expect, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import type { ServedResource } from '../resource.ts'
import { findTargetKind, type NamePointer, type SelectPointer } from './pointer.ts'
import { pointsAt } from './points-at.ts'

const more = { version: 'v1', singular: '', verbs: ['list'], shortNames: [], categories: [], subresources: [] }
const serve = (group: string, kind: string, namespaced = true): ServedResource => ({ group, kind, resource: `${kind.toLowerCase()}s`, namespaced, ...more })
const gateway = serve('networking.istio.io', 'Gateway')
const otherGateway = serve('gateway.networking.k8s.io', 'Gateway')
const secret = serve('', 'Secret')
const issuer = serve('cert-manager.io', 'ClusterIssuer', false)
const resources = [gateway, otherGateway, secret, issuer]

const makeObject = (namespace: string | undefined, labels = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'X',
  metadata: { name: 'x', labels, ...(namespace ? { namespace } : {}) },
})
const toName = (kind: string, more: Partial<NamePointer> = {}): NamePointer => ({
  via: 'spec.x',
  group: null,
  kind,
  namespace: null,
  name: 'x',
  certain: false,
  ...more,
})
const toPods = (namespaces: SelectPointer['namespaces']): SelectPointer => ({
  via: 'spec.x',
  group: '',
  kind: 'Secret',
  namespaces,
  selector: [{ key: 'app', operator: 'in', values: ['web'] }],
})
const shop = { group: 'example.dev', namespace: 'shop' }

test('a name means the object of that kind in the namespace of who points, or the one it says', () => {
  const target = { resource: secret, object: makeObject('shop'), namespaceLabels: null }
  expect(pointsAt(toName('Secret'), shop, target, resources)).toBe(true)
  expect(pointsAt(toName('Secret'), { ...shop, namespace: 'other' }, target, resources)).toBe(false)
  expect(pointsAt(toName('Secret', { namespace: 'shop' }), { ...shop, namespace: 'other' }, target, resources)).toBe(true)
  expect(pointsAt(toName('Secret', { name: 'y' }), shop, target, resources)).toBe(false)
})

test('what is cluster-scoped is meant from everywhere', () => {
  const target = { resource: issuer, object: makeObject(undefined), namespaceLabels: null }
  expect(pointsAt(toName('ClusterIssuer', { group: 'cert-manager.io' }), shop, target, resources)).toBe(true)
})

test('a kind that several groups have is the one of the own group, and none where that has none', () => {
  expect(findTargetKind(resources, { group: null, kind: 'Gateway' }, 'networking.istio.io')).toBe(gateway)
  expect(findTargetKind(resources, { group: null, kind: 'Gateway' }, 'example.dev')).toBeUndefined()
  expect(findTargetKind(resources, { group: null, kind: 'ClusterIssuer' }, 'example.dev')).toBe(issuer)
  expect(findTargetKind(resources, { group: 'example.dev', kind: 'Secret' }, 'example.dev')).toBeUndefined()
  expect(pointsAt(toName('Gateway'), shop, { resource: gateway, object: makeObject('shop'), namespaceLabels: null }, resources)).toBe(false)
})

test.each([
  ['own', 'shop', true],
  ['own', 'other', false],
  ['all', 'other', true],
  [{ names: ['other'] }, 'other', true],
  [{ names: ['other'] }, 'shop', false],
  [{ selector: [{ key: 'team', operator: 'in', values: ['a'] }] }, 'other', true],
  [{ selector: [{ key: 'team', operator: 'in', values: ['b'] }] }, 'other', false],
] as const)('a selector in %j takes one of the namespace %s: %s', (namespaces, namespace, expected) => {
  const target = { resource: secret, object: makeObject(namespace, { app: 'web' }), namespaceLabels: { team: 'a' } }
  expect(pointsAt(toPods(namespaces), shop, target, resources)).toBe(expected)
})

test('a selector takes nothing without its labels, and nothing by labels of a namespace that are not known', () => {
  const target = { resource: secret, object: makeObject('other', { app: 'db' }), namespaceLabels: null }
  expect(pointsAt(toPods('all'), shop, target, resources)).toBe(false)
  const fitting = { ...target, object: makeObject('other', { app: 'web' }) }
  expect(pointsAt(toPods({ selector: [] }), shop, fitting, resources)).toBe(false)
  expect(pointsAt({ ...toPods('all'), fits: () => false }, shop, fitting, resources)).toBe(false)
})
