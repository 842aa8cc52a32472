import { describe, expect, test } from 'vitest'
import { applyConflicts, conflictPath, ownedFields, valueAt } from './apply-conflicts.ts'

const object = {
  metadata: { labels: { 'app.kubernetes.io/name': 'a', app: 'b' } },
  spec: {
    hosts: ['a', 'b'],
    containers: [
      { name: 'web', image: 'one', ports: [{ containerPort: 80, protocol: 'TCP', name: 'http' }] },
      { name: 'a"]b', image: 'two' },
    ],
    finalizers: ['x/y'],
  },
}

describe('a field of a conflict is found in the object', () => {
  test.each([
    ['.spec.hosts', ['spec', 'hosts']],
    ['.metadata.labels.app.kubernetes.io/name', ['metadata', 'labels', 'app.kubernetes.io/name']],
    ['.metadata.labels.app', ['metadata', 'labels', 'app']],
    ['.spec.containers[name="web"].image', ['spec', 'containers', 0, 'image']],
    ['.spec.containers[name="a\\"]b"].image', ['spec', 'containers', 1, 'image']],
    ['.spec.containers[name="web"].ports[containerPort=80,protocol="TCP"].name', ['spec', 'containers', 0, 'ports', 0, 'name']],
    ['.spec.finalizers[="x/y"]', ['spec', 'finalizers', 0]],
    ['.spec.hosts[1]', ['spec', 'hosts', 1]],
  ])('%s', (field, path) => expect(conflictPath(object, field)).toEqual(path))

  test.each(['.spec.none', '.spec.containers[name="db"].image', '.spec.hosts.x', 'spec', '.spec.hosts[9]', '.spec.hosts['])('%s is nowhere', field =>
    expect(conflictPath(object, field)).toBeNull(),
  )
})

test('each field of a conflict comes with what stands there and what would', () => {
  const mine = { ...object, spec: { ...object.spec, containers: [{ name: 'web', image: 'new' }] } }
  expect(ownedFields([{ manager: 'kubectl', fields: ['.spec.containers[name="web"].image', '.spec.gone'] }], object, mine)).toEqual([
    { manager: 'kubectl', field: '.spec.containers[name="web"].image', path: ['spec', 'containers', 0, 'image'], theirs: 'one', mine: 'new' },
    { manager: 'kubectl', field: '.spec.gone', path: null, theirs: null, mine: null },
  ])
  expect(valueAt(object, ['spec', 'none', 'x'])).toBeUndefined()
})

test('conflicts are those of field managers, by manager', () => {
  const causes = [
    { reason: 'FieldManagerConflict', message: 'conflict with "kubectl" using v1', field: '.spec.a' },
    { reason: 'FieldValueInvalid', message: 'no', field: '.spec.b' },
    { reason: 'FieldManagerConflict', message: 'conflict with "kubectl" using v1', field: '.spec.c' },
  ]
  expect(applyConflicts(causes)).toEqual([{ manager: 'kubectl', fields: ['.spec.a', '.spec.c'] }])
  expect(applyConflicts(undefined)).toEqual([])
})
