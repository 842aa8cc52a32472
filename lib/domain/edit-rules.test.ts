import { describe, expect, it } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { comparable, editView, identityProblems, sameEditablePart, withHiddenParts } from './edit-rules.ts'
import { createText } from './text.ts'

const t = createText('en', {})

const original: KubeObject = {
  apiVersion: 'a/v1',
  kind: 'A',
  metadata: { name: 'x', namespace: 'shop', resourceVersion: '1', generation: 1 },
  spec: { n: 1 },
  status: { n: 1 },
}

describe('identityProblems', () => {
  it('allows a change of spec and labels', () => {
    expect(identityProblems(original, { ...original, spec: {}, metadata: { ...original.metadata, labels: { a: 'b' } } }, t)).toEqual([])
  })
  it.each([
    ['apiVersion', { ...original, apiVersion: 'a/v2' }],
    ['kind', { ...original, kind: 'B' }],
    ['metadata.name', { ...original, metadata: { ...original.metadata, name: 'y' } }],
    ['metadata.namespace', { ...original, metadata: { name: 'x' } }],
  ])('refuses another %s', (field, edited) => {
    expect(identityProblems(original, edited, t)).toEqual([expect.stringContaining(`${field} cannot be changed`)])
  })
  it.each([
    ['shop', 'other', 'shop to other'],
    ['shop', undefined, 'shop to none'],
    [undefined, 'shop', 'none to shop'],
  ])('names both: %s to %s', (before, after, said) => {
    const inNamespace = (namespace: string | undefined): KubeObject => ({
      ...original,
      metadata: { name: 'x', ...(namespace === undefined ? {} : { namespace }) },
    })
    expect(identityProblems(inNamespace(before), inNamespace(after), t)).toEqual([
      `metadata.namespace cannot be changed (${said}): it is part of what names the object. To have it under another, create a new object.`,
    ])
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
