import { expect, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import type { CreateDocument } from './create-plan.ts'
import { madeBefore } from './created-before.ts'

const document = (title: string, spec: unknown): CreateDocument => ({
  line: 1,
  title,
  object: { apiVersion: 'v1', kind: 'A', metadata: { name: title }, spec } as KubeObject,
  path: '/a',
  problem: null,
})
const made = (title: string, spec: unknown, name = title) => {
  const of = document(title, spec)
  return { ...of, created: { ...of.object, metadata: { name } } as KubeObject }
}
const told = (documents: CreateDocument[], earlier: ReturnType<typeof made>[]) =>
  madeBefore(documents, earlier).map(found => found && [found.made.created.metadata.name, found.isSame])

test('what was made is known again, one that says something else now as well', () => {
  expect(told([document('a', 1), document('b', 1), document('c', 1)], [made('a', 1), made('b', 0)])).toEqual([['a', true], ['b', false], null])
})

test('nothing stands for two documents', () => {
  expect(told([document('x-…', 1), document('x-…', 1)], [made('x-…', 1, 'x-1')])).toEqual([['x-1', true], null])
  expect(told([document('x-…', 2), document('x-…', 1)], [made('x-…', 1, 'x-1'), made('x-…', 0, 'x-0')])).toEqual([
    ['x-0', false],
    ['x-1', true],
  ])
})

test('what was refused made nothing', () => {
  expect(madeBefore([document('a', 1)], [{ ...document('a', 1), created: null }])).toEqual([null])
})
