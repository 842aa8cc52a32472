import { describe, expect, it } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { comparable, editView, identityProblems, sameEditablePart, withHiddenParts } from './edit-rules.ts'

const original: KubeObject = {
  apiVersion: 'a/v1',
  kind: 'A',
  metadata: { name: 'x', namespace: 'shop', resourceVersion: '1', generation: 1 },
  spec: { n: 1 },
  status: { n: 1 },
}

describe('identityProblems', () => {
  it('allows a change of spec and labels', () => {
    expect(identityProblems(original, { ...original, spec: {}, metadata: { ...original.metadata, labels: { a: 'b' } } })).toEqual([])
  })
  it.each([
    ['apiVersion', { ...original, apiVersion: 'a/v2' }],
    ['kind', { ...original, kind: 'B' }],
    ['metadata.name', { ...original, metadata: { ...original.metadata, name: 'y' } }],
    ['metadata.namespace', { ...original, metadata: { name: 'x' } }],
  ])('refuses another %s', (field, edited) => {
    expect(identityProblems(original, edited)).toEqual([expect.stringContaining(`${field} cannot be changed`)])
  })
})

describe('sameEditablePart', () => {
  it('overlooks status and bookkeeping', () => {
    const busy = { ...original, status: { n: 2 }, metadata: { ...original.metadata, resourceVersion: '9', generation: 2, managedFields: [] } }
    expect(sameEditablePart(original, busy)).toBe(true)
  })
  it('sees a change of spec or labels', () => {
    expect(sameEditablePart(original, { ...original, spec: { n: 2 } })).toBe(false)
    expect(sameEditablePart(original, { ...original, metadata: { ...original.metadata, labels: { a: 'b' } } })).toBe(false)
  })
})

it('comparable keeps status and drops resourceVersion', () => {
  expect(comparable(original)).toEqual({ ...original, metadata: { name: 'x', namespace: 'shop' } })
})

describe('editView', () => {
  const key = 'kubectl.kubernetes.io/last-applied-configuration'
  const applied = (annotations: Record<string, string>): KubeObject => ({ ...original, metadata: { ...original.metadata, annotations } })
  it('leaves out what kubectl last applied, and an annotations map that held nothing else', () => {
    expect(editView(applied({ [key]: '{}' })).metadata).toEqual(original.metadata)
    expect(editView(applied({ [key]: '{}', team: 'a' })).metadata.annotations).toEqual({ team: 'a' })
    expect(editView(original)).toEqual(original)
  })
  it('is undone by withHiddenParts, which touches nothing else and keeps what the editor wrote itself', () => {
    const base = applied({ [key]: 'then', team: 'a' })
    expect(withHiddenParts(base, editView(base))).toEqual(base)
    expect(withHiddenParts(base, applied({ [key]: 'mine' })).metadata.annotations).toEqual({ [key]: 'mine' })
    expect(withHiddenParts(original, original)).toBe(original)
  })
})
