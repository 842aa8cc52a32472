import { expect, it } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { parseWarnings, planApply, planWrite } from './write-plan.ts'

const base: KubeObject = { apiVersion: 'a/v1', kind: 'A', metadata: { name: 'x', resourceVersion: '7', managedFields: [{}] }, spec: { a: 1, b: 2 } }
const edited: KubeObject = { apiVersion: 'a/v1', kind: 'A', metadata: { name: 'x', resourceVersion: 'tampered', labels: { l: '1' } }, spec: { a: 1 } }

it('puts the whole edit under the version it began from', () => {
  expect(planWrite('update', base, edited)).toMatchObject({ method: 'PUT', body: { spec: { a: 1 }, metadata: { resourceVersion: '7', labels: { l: '1' } } } })
})
it('patches only what changed, under the same version', () => {
  expect(planWrite('patch', base, edited)).toEqual({
    method: 'PATCH',
    contentType: 'application/merge-patch+json',
    body: { spec: { b: null }, metadata: { labels: { l: '1' }, resourceVersion: '7' } },
  })
})
it('reads warnings and nothing else', () => {
  expect(parseWarnings('299 - "unknown field \\"spec.x\\"", 299 - "deprecated"')).toEqual(['unknown field "spec.x"', 'deprecated'])
  expect(parseWarnings(null)).toEqual([])
  expect(parseWarnings('garbage')).toEqual([])
})

it.each(['update', 'patch'] as const)('does not remove by %s what kubectl last applied, though the editor does not show it', by => {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' }
  const { body } = planWrite(by, { ...base, metadata: { ...base.metadata, annotations } }, edited)
  expect(JSON.stringify(body)).not.toContain('"annotations":null')
  if (by === 'update') expect(body).toMatchObject({ metadata: { annotations } })
})

it('applies what the text says, without what the cluster writes, as a manager', () => {
  const metadata = {
    name: 'x',
    uid: 'u',
    generation: 3,
    creationTimestamp: '2026-01-01T00:00:00Z',
    resourceVersion: '7',
    managedFields: [{}],
    labels: { l: '1' },
  }
  const plan = planApply({ ...edited, metadata, status: { ok: true } }, { manager: 'me', force: false })
  expect(plan).toEqual({
    method: 'PATCH',
    contentType: 'application/apply-patch+yaml',
    body: { apiVersion: 'a/v1', kind: 'A', metadata: { name: 'x', labels: { l: '1' } }, spec: { a: 1 } },
    query: { fieldManager: 'me', fieldValidation: 'Strict' },
  })
  expect(planApply(edited, { manager: 'me', force: true }).query).toMatchObject({ force: 'true' })
})
