import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownedTree } from './owned-tree.ts'
import { propertyRuns, propertyTimeoutMs } from './testing/property-runs.ts'

const uid = fc.integer({ min: 0, max: 12 }).map(String)
/** Owner graphs of any form: circles, several owners, oneself. */
const graph = fc.array(fc.record({ owner: uid, owned: uid }), { maxLength: 60 })
const bounds = fc.record({ depth: fc.integer({ min: 1, max: 5 }), limit: fc.integer({ min: 1, max: 20 }) })

test(
  'the tree ends, holds each object once and never its root, and each node but the first level hangs under one above it',
  () => {
    fc.assert(
      fc.property(graph, uid, bounds, (edges, root, { depth, limit }) => {
        const ownedBy = (owner: string) => edges.filter(edge => edge.owner === owner).map(edge => ({ uid: edge.owned }))
        const { nodes, complete } = ownedTree(root, ownedBy, { depth, limit })
        const uids = nodes.map(node => node.item.uid)
        expect(new Set(uids).size).toBe(uids.length)
        expect(uids).not.toContain(root)
        expect(nodes.length).toBeLessThanOrEqual(limit)
        for (const { item, owner, depth: at } of nodes) {
          expect(edges).toContainEqual({ owner, owned: item.uid })
          expect(at).toBe(owner === root ? 1 : (nodes.find(node => node.item.uid === owner)?.depth ?? 0) + 1)
        }
        if (!complete) return
        // Nothing that is reachable within the depth is left out.
        const above = [root, ...nodes.filter(node => node.depth < depth).map(node => node.item.uid)]
        const reachable = new Set(above.flatMap(ownedBy).map(item => item.uid))
        expect(uids.toSorted()).toEqual([...reachable].filter(item => item !== root).toSorted())
      }),
      { numRuns: propertyRuns(300) },
    )
  },
  propertyTimeoutMs,
)

test('a circle of two owners is told once', () => {
  const owned: Record<string, { uid: string }[]> = { a: [{ uid: 'b' }], b: [{ uid: 'a' }, { uid: 'b' }] }
  expect(ownedTree('a', owner => owned[owner] ?? [], { depth: 5, limit: 10 })).toEqual({
    nodes: [{ item: { uid: 'b' }, depth: 1, owner: 'a' }],
    complete: true,
  })
})

test('what is cut says so', () => {
  expect(ownedTree('a', () => [{ uid: 'b' }, { uid: 'c' }], { depth: 1, limit: 1 })).toMatchObject({ complete: false, nodes: { length: 1 } })
})
