import { describe, expect, it } from 'vitest'
import { accessSentence, allowedKeys, groupQuestions, listableIn, resourceQuestions, toKindAccess } from './kind-access.ts'
import type { ServedResource } from './resource.ts'

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
const wide: ServedResource = { ...things, resource: 'wides', kind: 'Wide', namespaced: false }
const yes = { allowed: true, reason: '' }
const no = { allowed: false, reason: 'no' }

function ask(
  capabilities: Record<string, string[]>,
  namespaces: string[],
  allow: (question: { verb: string; resource: string; namespace?: string | undefined }) => boolean,
) {
  const first = groupQuestions([things, wide], namespaces)
  const groupAllowed = allowedKeys(
    first,
    first.map(q => (allow(q) ? yes : no)),
  )
  const second = resourceQuestions([things, wide], namespaces, capabilities, groupAllowed)
  const allowed = new Set([
    ...groupAllowed,
    ...allowedKeys(
      second,
      second.map(q => (allow(q) ? yes : no)),
    ),
  ])
  return { second, access: toKindAccess(things, namespaces, capabilities, allowed), wideAccess: toKindAccess(wide, namespaces, capabilities, allowed) }
}

describe('access by namespace', () => {
  it('asks nothing more where the group is allowed as a whole', () => {
    const { second, access } = ask({}, ['shop'], q => q.resource === '*')
    expect(second).toEqual([])
    expect(accessSentence(access)).toBe('view, create, edit, delete in shop')
    expect(listableIn(access)).toEqual(['shop'])
  })
  it('asks for single resources where it is not, and names namespaces of like rights together', () => {
    const { access } = ask({}, ['a', 'b', 'c'], q => q.resource === 'things' && (q.verb === 'list' || (q.verb === 'update' && q.namespace === 'c')))
    expect(accessSentence(access)).toBe('view in a, b; view, edit in c')
  })
  it('does not ask for what is held cluster-wide', () => {
    const { second, access } = ask({ 'things.a.io': ['get', 'list', 'watch'] }, ['shop'], q => q.resource === 'things' && q.verb === 'delete')
    expect(second.some(q => q.verb === 'list')).toBe(false)
    expect(listableIn(access)).toBeNull()
    expect(accessSentence(access)).toBe('view; delete in shop')
  })
  it('does not name a namespace for what is held everywhere', () => {
    const { access } = ask({ 'things.a.io': ['list', 'create', 'update', 'delete'] }, ['shop'], () => true)
    expect(accessSentence(access)).toBe('view, create, edit, delete')
  })
  it('says nothing where nothing is allowed, and never gives namespaced rights to cluster-scoped kinds', () => {
    const { access } = ask({}, ['shop'], () => false)
    expect(accessSentence(access)).toBe('nothing')
    expect(listableIn(access)).toEqual([])
    expect(ask({}, ['shop'], () => true).wideAccess).toEqual({ everywhere: [], within: [] })
  })
})
