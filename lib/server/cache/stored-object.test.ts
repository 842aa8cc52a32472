import { expect, test } from 'vitest'
import type { ServedResource } from '#domain/resource.ts'
import { plainColumns, toRow } from './row.ts'
import { parsedObject, toStoredObject } from './stored-object.ts'

const resource = { group: 'example.dev', version: 'v1', resource: 'things', kind: 'Thing' } as ServedResource
const object = {
  apiVersion: 'example.dev/v1',
  kind: 'Thing',
  metadata: { name: 'a', namespace: 'shop', uid: 'u', resourceVersion: '7', labels: { app: 'web' } },
  status: { phase: 'Failed' },
}
const known = { key: 'shop/a', namespace: 'shop', name: 'a', uid: 'u', resourceVersion: '7', labels: { app: 'web' }, health: 'failing' }

test('what lists go by is of the row: an object is parsed where it is read, once', () => {
  const row = toRow({ object, raw: Buffer.from('no JSON'), cells: ['a', '1d'] }, 0)
  const unread = toStoredObject(row, resource, plainColumns, 0)
  expect(unread).toMatchObject(known)
  expect(() => unread.read()).toThrow(SyntaxError)
  const read = toStoredObject({ ...row, raw: Buffer.from(JSON.stringify(object)) }, resource, plainColumns, 0)
  expect(read.read()).toEqual(object)
  expect(read.read()).toBe(read.read())
})

test('an object that is parsed already says the same of itself, and has no cells', () => {
  expect(parsedObject(resource, object)).toMatchObject({ ...known, cells: null, columns: null })
  expect(parsedObject(resource, { ...object, metadata: { name: 'b' } })).toMatchObject({ key: '/b', uid: '', labels: {} })
  expect(parsedObject(resource, object).read()).toBe(object)
})
