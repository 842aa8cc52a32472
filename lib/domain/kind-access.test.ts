import { expect, test } from 'vitest'
import type { Capabilities } from '#contract/access.ts'
import { accessSentence, listableIn, toKindAccess } from './kind-access.ts'
import type { ServedResource } from './resource.ts'
import { createText } from './text.ts'

const english = createText('en', {})

const things: ServedResource = {
  group: 'a.io',
  version: 'v1',
  resource: 'things',
  singular: 'thing',
  kind: 'Thing',
  namespaced: true,
  verbs: ['list'],
  shortNames: [],
  categories: [],
  subresources: [],
}
const access = (everywhere: string[], within: Record<string, string[]>, more: Partial<ServedResource> = {}) => {
  const held = (verbs: string[]): Capabilities => (verbs.length === 0 ? {} : { 'things.a.io': verbs, 'others.a.io': ['delete'] })
  return toKindAccess({ ...things, ...more }, held(everywhere), new Map(Object.entries(within).map(([namespace, verbs]) => [namespace, held(verbs)])))
}

test('names namespaces of like rights together, and those of many as a number', () => {
  expect(accessSentence(access([], { a: ['get', 'list'], b: ['list'], c: ['list', 'update'] }), english)).toBe('view in a, b; view, edit in c')
  expect(accessSentence(access([], { a: ['list'], b: ['list'], c: ['list'], d: ['list'] }), english)).toBe('view in 4 namespaces')
})

test('names no namespace for what is held everywhere', () => {
  const held = access(['get', 'list', 'watch'], { shop: ['get', 'list', 'watch', 'delete'], other: ['list'] })
  expect(accessSentence(held, english)).toBe('view; delete in shop')
  expect(listableIn(held)).toBeNull()
})

test('is listable where a list may be read, and not where objects may only be changed', () => {
  expect(listableIn(access([], { shop: ['list'], blind: ['create', 'delete'] }))).toEqual(['shop'])
})

test('is nothing where nothing is held, and never of namespaces for cluster-scoped kinds', () => {
  expect(accessSentence(access([], { shop: [] }), english)).toBe('nothing')
  expect(listableIn(access([], { shop: [] }))).toEqual([])
  expect(access([], { shop: ['list'] }, { namespaced: false })).toEqual({ everywhere: [], within: [] })
})
