import { expect, test } from 'vitest'
import type { Capabilities } from '#contract/access.ts'
import { isSubject, namespacesNamedBy, ownNamespace, type Subject, withMore } from './my-namespaces.ts'

const ana = { name: 'ana', groups: ['team-shop', 'system:authenticated'] }
const viewer = { name: 'system:serviceaccount:shop:viewer', groups: ['system:serviceaccounts', 'system:authenticated'] }

test.each<[typeof ana, Subject, boolean]>([
  [ana, { kind: 'User', name: 'ana' }, true],
  [ana, { kind: 'User', name: 'bob' }, false],
  [ana, { kind: 'Group', name: 'team-shop' }, true],
  [ana, { kind: 'Group', name: 'ana' }, false],
  [ana, { kind: 'ServiceAccount', name: 'ana', namespace: 'shop' }, false],
  [viewer, { kind: 'ServiceAccount', name: 'viewer', namespace: 'shop' }, true],
  [viewer, { kind: 'ServiceAccount', name: 'viewer', namespace: 'other' }, false],
  [viewer, { kind: 'ServiceAccount', name: 'viewer' }, false],
  [viewer, { kind: 'Robot', name: 'viewer', namespace: 'shop' }, false],
])('%o is a subject %o: %s', (identity, subject, expected) => {
  expect(isSubject(identity, subject)).toBe(expected)
})

test('rules name namespaces where they let their holder look at some of them', () => {
  const rule = { verbs: ['get'], apiGroups: [''], resources: ['namespaces'], resourceNames: ['shop', 'shop-staging'] }
  expect(namespacesNamedBy([rule])).toEqual(['shop', 'shop-staging'])
  expect(namespacesNamedBy([{ ...rule, verbs: ['*'], apiGroups: ['*'], resources: ['*'] }])).toEqual(['shop', 'shop-staging'])
  expect(
    namespacesNamedBy([
      { ...rule, verbs: ['delete'] },
      { ...rule, apiGroups: ['apps'] },
      { ...rule, resources: ['pods'] },
    ]),
  ).toEqual([])
  expect(namespacesNamedBy([{ verbs: ['get'], apiGroups: [''], resources: ['namespaces'] }])).toEqual([])
})

test('a ServiceAccount has a namespace of its own, nobody else has', () => {
  expect([ownNamespace(viewer.name), ownNamespace('ana'), ownNamespace('system:node:one')]).toEqual(['shop', null, null])
})

test('more than in the whole cluster is held where any verb is', () => {
  const wide = { nodes: ['get', 'list'], pods: ['list'] }
  const inNamespaces = new Map<string, Capabilities>([
    ['same', wide],
    ['verb', { ...wide, pods: ['list', 'delete'] }],
    ['less', { pods: ['list'] }],
    ['kind', { ...wide, secrets: ['get'] }],
    ['none', {}],
  ])
  expect(withMore(wide, inNamespaces)).toEqual(['verb', 'kind'])
})
