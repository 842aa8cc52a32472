import { expect, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import type { OwnedField } from '#domain/apply-conflicts.ts'
import { AppError } from '#errors/app-error.ts'
import { type Cluster, type Edit, sendEdit } from './send-edit.ts'

const object = (version: string, spec: Record<string, unknown>, status: unknown = {}): KubeObject => ({
  apiVersion: 'a.io/v1',
  kind: 'Thing',
  metadata: { name: 'a', resourceVersion: version },
  spec,
  status,
})
const edit: Edit = {
  path: '/p',
  base: object('1', { a: 1, b: 1 }),
  edited: object('1', { a: 2, b: 1 }),
  dryRun: false,
  write: { by: 'update' },
  agreed: [],
}
const owned = (field: string, theirs: unknown, mine: unknown): OwnedField => ({
  manager: 'other',
  field: `.spec.${field}`,
  path: ['spec', field],
  theirs,
  mine,
})

/** A cluster that has an object, of which another manager owns some fields; `between` happens after each read. */
function clusterWith(stored: KubeObject, ofOther: string[] = [], between: ((now: { stored: KubeObject; ofOther: string[] }) => void)[] = []) {
  const now = { stored, ofOther }
  const writes: string[] = []
  const conflict = (causes: unknown[] = []) => new AppError('CONFLICT', 'conflict', { details: { details: { causes } } })
  const cluster: Cluster = {
    read: async () => {
      const read = now.stored
      between.shift()?.(now)
      return read
    },
    async write(_path, { body, query = {} }, dryRun) {
      const { metadata, spec } = body as unknown as KubeObject & { spec: Record<string, unknown> }
      if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== now.stored.metadata.resourceVersion) throw conflict()
      const had = now.stored['spec'] as Record<string, unknown>
      const taken = query['fieldManager'] && !query['force'] ? now.ofOther.filter(field => had[field] !== spec[field]) : []
      if (taken.length > 0)
        throw conflict(taken.map(field => ({ reason: 'FieldManagerConflict', message: 'conflict with "other" using a.io/v1', field: `.spec.${field}` })))
      writes.push(`${dryRun ? 'trial' : 'stored'}${query['force'] ? ' by force' : ''}`)
      return { object: object('9', spec), warnings: [] }
    },
  }
  return { cluster, writes }
}

test('an edit is put on top of a status that others wrote, and of nothing else', async () => {
  const { cluster, writes } = clusterWith(object('2', { a: 1, b: 1 }, { ready: true }))
  expect(await sendEdit(edit, cluster)).toMatchObject({ is: 'taken', from: { metadata: { resourceVersion: '2' } } })
  expect(writes).toEqual(['stored'])
  expect(await sendEdit(edit, clusterWith(object('2', { a: 1, b: 5 })).cluster)).toMatchObject({ is: 'changed', theirs: { spec: { b: 5 } } })
})

const apply: Edit = { ...edit, write: { by: 'apply', manager: 'me' } }

test('what others own is told, with both values', async () => {
  const { cluster, writes } = clusterWith(object('1', { a: 1, b: 1 }), ['a'])
  expect(await sendEdit(apply, cluster)).toEqual({ is: 'owned', fields: [owned('a', 1, 2)] })
  expect(writes).toEqual([])
})

test('what was agreed to is taken over', async () => {
  const { cluster, writes } = clusterWith(object('1', { a: 1, b: 1 }), ['a'])
  expect(await sendEdit({ ...apply, agreed: [owned('a', 1, 2)] }, cluster)).toMatchObject({ is: 'taken' })
  expect(writes).toEqual(['stored by force'])
})

test('what another came to own or to change meanwhile is not taken over, but shown', async () => {
  const agreed = [owned('a', 1, 2)]
  for (const dryRun of [true, false]) {
    const more = clusterWith(object('2', { a: 1, b: 7 }), ['a', 'b'])
    expect(await sendEdit({ ...apply, agreed, dryRun }, more.cluster)).toEqual({ is: 'owned', fields: [...agreed, owned('b', 7, 1)] })
    expect(more.writes).toEqual([])
  }
  const other = clusterWith(object('2', { a: 8, b: 1 }), ['a'])
  expect(await sendEdit({ ...apply, agreed }, other.cluster)).toEqual({ is: 'owned', fields: [owned('a', 8, 2)] })
})

test('nor what they come to own between the look and the force', async () => {
  const agreed = [owned('a', 1, 2)]
  const { cluster, writes } = clusterWith(
    object('1', { a: 1, b: 1 }),
    ['a'],
    [
      now => {
        now.stored = object('2', { a: 1, b: 7 })
      },
      now => {
        now.ofOther = ['a', 'b']
      },
    ],
  )
  expect(await sendEdit({ ...apply, agreed }, cluster)).toEqual({ is: 'owned', fields: [...agreed, owned('b', 7, 1)] })
  expect(writes).toEqual([])
})

test('without what it was agreed for nothing is forced', async () => {
  const { cluster, writes } = clusterWith(object('1', { a: 1, b: 1 }))
  await sendEdit({ ...apply, agreed: [owned('a', 1, 2)] }, cluster)
  expect(writes).toEqual(['trial', 'stored'])
})
