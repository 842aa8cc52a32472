import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBag } from './bag.ts'

describe('a bag', () => {
  test('holds what a set would, whatever is taken out, and however often', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), steps => {
        const bag = createBag<number>()
        const held = new Set<number>()
        const removers: (() => void)[] = []
        for (const [index, step] of steps.entries()) {
          if (step < 10 || removers.length === 0) {
            removers.push(bag.add(index))
            held.add(index)
          } else {
            const at = step % removers.length
            const before = [...bag.items()]
            removers[at]?.()
            for (const item of before) if (!bag.items().includes(item)) held.delete(item)
            expect(before.length - bag.size).toBeLessThanOrEqual(1)
          }
          expect(bag.items().sort((a, b) => a - b)).toEqual([...held].sort((a, b) => a - b))
          expect(bag.size).toBe(held.size)
        }
        for (const remove of removers) remove()
        expect(bag.size).toBe(0)
      }),
    )
  })

  test('takes out the one that was put in, and no other', () => {
    const bag = createBag<string>()
    const [a, b, c] = ['a', 'b', 'c'].map(item => bag.add(item))
    a?.()
    expect(bag.items().sort()).toEqual(['b', 'c'])
    a?.()
    c?.()
    expect(bag.items()).toEqual(['b'])
    const d = bag.add('d')
    c?.()
    b?.()
    expect(bag.items()).toEqual(['d'])
    d()
    expect(bag.size).toBe(0)
  })
})
