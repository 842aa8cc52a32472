import { expect, test } from 'vitest'
import { readCreateDocuments } from './create-plan.ts'
import { packKinds, unpackKinds } from './kind-pack.ts'
import { createText } from './text.ts'

const t = createText('en', {})

const served = [
  { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', namespaced: true },
  { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace', namespaced: false },
  { group: 'a.io', version: 'v1', resource: 'things', kind: 'Thing', namespaced: true },
]
const read = (text: string, namespace: string | undefined = 'shop') =>
  readCreateDocuments(text, served, namespace, t).map(({ line, title, path, problem }) => [line, title, problem ?? path])

test('every document goes where its kind is served, and into the namespace shown where it names none', () => {
  const text = `apiVersion: v1
kind: Namespace
metadata: {name: new}
---
# a comment alone is no document
---
apiVersion: a.io/v1beta1
kind: Thing
metadata: {name: one, namespace: other}
---
apiVersion: v1
kind: ConfigMap
metadata: {generateName: cm-}
`
  expect(read(text)).toEqual([
    [1, 'Namespace new', '/api/v1/namespaces'],
    [7, 'Thing one', '/apis/a.io/v1beta1/namespaces/other/things'],
    [11, 'ConfigMap cm-…', '/api/v1/namespaces/shop/configmaps'],
  ])
})

test.each([
  ['apiVersion: v1\nkind: ConfigMap\n', 'Missing: metadata.'],
  ['kind: ConfigMap\nmetadata: {name: x}\n', 'Missing: apiVersion and kind.'],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n', 'Missing: metadata.name.'],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ""}\n', 'metadata.name is empty.'],
  ['apiVersion: b.io/v1\nkind: Thing\nmetadata: {name: x}\n', 'The cluster serves no Thing in b.io/v1.'],
  ['- a\n- b\n', 'An object is a map of fields, beginning with apiVersion and kind.'],
  ['a: 1\na: 2\n', expect.stringContaining('Line 2: ')],
])('%j is not sent', (text, problem) => {
  expect(read(text)).toEqual([[1, expect.any(String), problem]])
})

test('one that is wrong keeps none of the others, and one without a namespace says so', () => {
  const text = 'a: [\n---\napiVersion: a.io/v1\nkind: Thing\nmetadata: {name: x}\n'
  expect(readCreateDocuments(text, served, undefined, t).map(({ problem }) => problem)).toEqual([
    expect.stringContaining('Line'),
    'Missing: metadata.namespace.',
  ])
  expect(readCreateDocuments('', served, undefined, t)).toEqual([])
})

test('numbers and booleans are what kubectl takes them for, with all their digits', () => {
  const text = 'apiVersion: a.io/v1\nkind: Thing\nmetadata: {name: x}\nspec: {mode: 0o400, enabled: yes, time: 12:30, big: 9223372036854775807}\n'
  const [document] = readCreateDocuments(text, served, 'shop', t)
  expect(document?.object?.['spec']).toEqual({ mode: 256, enabled: true, time: '12:30', big: 9223372036854775807n })
})

test('every kind that the cluster serves can be created, those of no rail too', () => {
  const discovered = [
    { resource: 'deployments', group: 'apps', kind: 'Deployment', version: 'v1' },
    { resource: 'horizontalpodautoscalers', group: 'autoscaling', kind: 'HorizontalPodAutoscaler', version: 'v2' },
    { resource: 'poddisruptionbudgets', group: 'policy', kind: 'PodDisruptionBudget', version: 'v1' },
  ].map(kind => ({ ...kind, singular: '', namespaced: true, verbs: ['create', 'list'], shortNames: [], categories: [], subresources: [] }))
  const document = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\n`
  const text = [document('apps/v1', 'Deployment'), document('autoscaling/v2', 'HorizontalPodAutoscaler'), document('policy/v1', 'PodDisruptionBudget')].join(
    '---\n',
  )
  expect(readCreateDocuments(text, unpackKinds(packKinds(discovered)), 'shop', t).map(({ problem, path }) => problem ?? path)).toEqual([
    '/apis/apps/v1/namespaces/shop/deployments',
    '/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers',
    '/apis/policy/v1/namespaces/shop/poddisruptionbudgets',
  ])
})
