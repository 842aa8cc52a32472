import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathText } from './object-diff.ts'
import { mergeThreeWay } from './three-way-merge.ts'

const base = { spec: { replicas: 1, image: 'a', hosts: ['x'] }, metadata: { labels: { team: 'shop' } } }
const edit = (change: (copy: typeof base) => void) => {
  const copy = structuredClone(base)
  change(copy)
  return copy
}

describe('mergeThreeWay', () => {
  it('keeps both changes where they touch different fields', () => {
    const theirs = edit(o => {
      o.spec.replicas = 3
    })
    const mine = edit(o => {
      o.spec.image = 'b'
    })
    expect(mergeThreeWay(base, theirs, mine)).toEqual({ merged: { ...base, spec: { replicas: 3, image: 'b', hosts: ['x'] } }, conflicts: [] })
  })
  it('lists a field both changed and keeps mine', () => {
    const { merged, conflicts } = mergeThreeWay(
      base,
      edit(o => {
        o.spec.replicas = 3
      }),
      edit(o => {
        o.spec.replicas = 5
      }),
    )
    expect(conflicts).toEqual([{ path: ['spec', 'replicas'], base: 1, theirs: 3, mine: 5 }])
    expect(merged).toMatchObject({ spec: { replicas: 5 } })
  })
  it('treats a list that grew on both sides as one value', () => {
    const { conflicts } = mergeThreeWay(
      base,
      edit(o => {
        o.spec.hosts.push('y')
      }),
      edit(o => {
        o.spec.hosts.push('z')
      }),
    )
    expect(conflicts.map(c => pathText(c.path))).toEqual(['spec.hosts'])
  })
  it('merges lists of one length place by place', () => {
    const lists = (a: number, b: number) => ({ items: [{ a }, { b }] })
    expect(mergeThreeWay(lists(1, 1), lists(2, 1), lists(1, 3))).toEqual({ merged: lists(2, 3), conflicts: [] })
  })
  it('removes a field that one side removed and reports removal against change', () => {
    const removed = { spec: { image: 'a', hosts: ['x'] }, metadata: base.metadata }
    expect(mergeThreeWay(base, base, removed).merged).toEqual(removed)
    expect(
      mergeThreeWay(
        base,
        edit(o => {
          o.spec.replicas = 2
        }),
        removed,
      ).conflicts,
    ).toHaveLength(1)
  })
  it('agrees when both made the same change', () => {
    const same = edit(o => {
      o.spec.replicas = 9
    })
    expect(mergeThreeWay(base, same, structuredClone(same)).conflicts).toEqual([])
  })
  it('does not let a __proto__ key reach the prototype', () => {
    const evil = JSON.parse('{"a":1,"__proto__":{"polluted":true}}') as object
    const { merged } = mergeThreeWay({ a: 0 }, { a: 0, b: 1 }, evil)
    expect((merged as { polluted?: boolean }).polluted).toBeUndefined()
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
  it('gives back the other side when one side changed nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const clean = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown
        expect(mergeThreeWay(clean(before), clean(after), clean(before))).toEqual({ merged: clean(after), conflicts: [] })
        expect(mergeThreeWay(clean(before), clean(before), clean(after)).conflicts).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
})
