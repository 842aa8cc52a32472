import { expect, test } from 'vitest'
import { asNewObject } from './as-new-object.ts'

test('a copy has no name, nothing of the cluster, and goes where one is', () => {
  const object = {
    apiVersion: 'a.io/v1',
    kind: 'Thing',
    metadata: {
      name: 'one',
      namespace: 'shop',
      uid: 'u',
      resourceVersion: '5',
      generation: 2,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ownerReferences: [],
      finalizers: ['x/y'],
      labels: { app: 'web' },
      annotations: { note: 'kept', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    },
    spec: { size: 1 },
    status: { ready: true },
  }
  const metadata = { name: '', namespace: 'other', labels: { app: 'web' }, annotations: { note: 'kept' } }
  expect(asNewObject(object, 'other')).toEqual({ apiVersion: 'a.io/v1', kind: 'Thing', metadata, spec: { size: 1 } })
  expect(asNewObject({ apiVersion: 'v1', kind: 'Wide', metadata: { name: 'w' } }, 'shop')).toEqual({ apiVersion: 'v1', kind: 'Wide', metadata: { name: '' } })
})
