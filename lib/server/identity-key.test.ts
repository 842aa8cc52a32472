import { describe, expect, test } from 'vitest'
import { identityKey } from './identity-key.ts'
import { someone } from './testing/session-kit.ts'

describe('the key of an identity', () => {
  test('is the same for the same one, whatever the order of its extra', () => {
    const one = { ...someone, extra: { 'a.test/x': ['1'], 'b.test/y': ['2'] } }
    expect(identityKey(one)).toBe(identityKey({ ...someone, extra: { 'b.test/y': ['2'], 'a.test/x': ['1'] } }))
    expect(identityKey(one)).not.toBe(identityKey({ ...one, groups: someone.groups.slice(1) }))
  })

  test('of one that is changed is another', () => {
    const changing = { ...someone, groups: [...someone.groups], extra: Object.freeze({ 'a.test/x': ['1'] }) }
    const before = identityKey(Object.freeze(changing))
    changing.groups.push('more')
    const between = identityKey(changing)
    changing.extra['a.test/x'].push('2')
    expect(new Set([before, between, identityKey(changing)]).size).toBe(3)
  })
})
