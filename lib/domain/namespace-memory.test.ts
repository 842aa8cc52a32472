import { describe, expect, it } from 'vitest'
import { isNamespaceName, parseNamespaces, rememberNamespaces, serializeNamespaces } from './namespace-memory.ts'

describe('namespace cookie', () => {
  it('reads what it wrote, encoded or not', () => {
    expect(parseNamespaces(serializeNamespaces(['shop', 'shop-staging']))).toEqual(['shop', 'shop-staging'])
    expect(parseNamespaces('["shop"]')).toEqual(['shop'])
  })
  it.each([undefined, '', 'shop', '{', '{"a":1}', '%E0%A4%A', '"shop"', `["${'x'.repeat(9000)}"]`])('counts %s as none', value => {
    expect(parseNamespaces(value)).toEqual([])
  })
  it('drops what cannot be a namespace', () => {
    expect(parseNamespaces(JSON.stringify(['ok', 'Not', '../x', 3, null, 'a_b', '-a', 'x'.repeat(64)]))).toEqual(['ok'])
  })
  it('holds 50 at most and each once', () => {
    const many = Array.from({ length: 60 }, (_, i) => `ns-${String(i).padStart(2, '0')}`)
    expect(rememberNamespaces(many, [])).toHaveLength(50)
    expect(rememberNamespaces(['b'], ['a', 'b'])).toEqual(['a', 'b'])
  })
})

it('isNamespaceName follows RFC 1123 labels', () => {
  expect(['a', 'a-b', '0', 'x'.repeat(63)].every(isNamespaceName)).toBe(true)
  expect(['', 'A', 'a.b', 'a-', 'x'.repeat(64)].some(isNamespaceName)).toBe(false)
})
