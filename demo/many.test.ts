import { describe, expect, it } from 'vitest'
import { manyVirtualService } from './many.ts'

describe('manyVirtualService', () => {
  it('weighs about 3 KiB and is the same for the same number', () => {
    const text = JSON.stringify(manyVirtualService(1234, 20))
    expect(text.length).toBeGreaterThan(3000)
    expect(text.length).toBeLessThan(4096)
    expect(JSON.stringify(manyVirtualService(1234, 20))).toBe(text)
  })

  it('spreads over the namespaces and repeats no name', () => {
    const made = Array.from({ length: 50 }, (_, index) => manyVirtualService(index, 7).metadata)
    expect(new Set(made.map(metadata => metadata.name)).size).toBe(50)
    expect(new Set(made.map(metadata => metadata.namespace)).size).toBe(7)
  })
})
