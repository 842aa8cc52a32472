import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FieldFilter, SortKey } from '#domain/list-query.ts'
import { propertyRuns, propertyTimeoutMs } from '#domain/testing/property-runs.ts'
import { type FakeLists, startFakeLists } from '../testing/fake-lists.ts'
import { cachedPage, forever, keysOf, listQuery, storeOver, userSession } from '../testing/store-kit.ts'
import type { RunningStore } from './create-scoped-store.ts'

// Over the same objects: pages of any size, one after another, are the whole list in its order; live as cached.

let fake: FakeLists
let cached: RunningStore
let live: RunningStore
const alice = userSession('alice')
const namespaces = ['a', 'a-b', 'b']

beforeAll(async () => {
  fake = await startFakeLists()
  const sizes = [null, '', 3, 10, '1Gi', '900Mi', 'x10', 'x9', 12345678901, '2026-01-01T00:00:00Z', ['q', 2], { deep: 1 }]
  for (const [index, size] of sizes.entries())
    for (const namespace of namespaces)
      fake.put(namespace, `w-${index}`, { spec: { size, tags: [`t${index % 3}`, `u${index % 2}`] } }, { n: String(index % 4) })
  cached = storeOver(fake)
  live = storeOver(fake, { limits: { kindBytes: 1, totalBytes: 1 } })
  await cachedPage(cached, alice, listQuery())
  await live.page(alice, listQuery({ search: 'w' }), forever)
})
afterAll(async () => {
  await cached.close()
  await live.close()
  await fake.close()
})

const descending = fc.boolean()
const sortKey = fc.oneof(
  fc.record({ path: fc.constantFrom('.spec.size', '.spec.tags[0]', '.nothing', '.spec.size[0]'), descending }),
  fc.record({ column: fc.constantFrom('Name', 'Size', 'Age'), descending }),
  fc.record({ field: fc.constantFrom('NAME' as const, 'NAMESPACE' as const, 'CREATED' as const, 'HEALTH' as const), descending }),
) as fc.Arbitrary<SortKey>
const filter = fc.oneof(
  fc.constantFrom<FieldFilter>(
    { path: '.spec.size', op: 'EXISTS' },
    { path: '.spec.size', op: 'ABSENT' },
    { path: '.spec.size', op: 'GE', value: 10 },
    { path: '.spec.size', op: 'LT', value: '1Gi' },
    { path: '.spec.tags[*]', op: 'EQ', value: 't1' },
    { path: '.spec.tags', op: 'NOT_IN', value: ['u1', 't2'] },
    { path: '.metadata.name', op: 'CONTAINS', value: '-1' },
  ),
)
const query = fc.record({
  sortBy: fc.array(sortKey, { maxLength: 2 }),
  where: fc.array(filter, { maxLength: 2 }),
  search: fc.constantFrom('', 'w-1', 'a n=1'),
  labelSelector: fc.constantFrom('', 'n=1', 'n in (0,2)', 'n,!m'),
  namespaces: fc.option(fc.uniqueArray(fc.constantFrom(...namespaces), { minLength: 1 })),
})

test(
  'pages are the list, whatever their size and wherever they come from',
  async () => {
    await fc.assert(
      fc.asyncProperty(query, fc.integer({ min: 1, max: 40 }), async (asked, first) => {
        const all = await cached.page(alice, listQuery({ ...asked, first: 500 }), forever)
        const walks = await Promise.all(
          [cached, live].map(async store => {
            const keys: string[] = []
            const totals = new Set<number | null>()
            for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
              const page = await store.page(alice, listQuery({ ...asked, first, after }), forever)
              if (after !== null || page.endCursor !== null) expect(page.objects.length).toBeGreaterThan(0)
              keys.push(...keysOf(page))
              totals.add(page.total)
              after = page.endCursor
            }
            totals.delete(null)
            return { keys, totals: [...totals] }
          }),
        )
        for (const { keys, totals } of walks) {
          expect(keys).toEqual(keysOf(all))
          expect(totals.every(total => total === all.total)).toBe(true)
        }
        expect(all.objects.length).toBe(all.total)
      }),
      { numRuns: propertyRuns(60) },
    )
  },
  propertyTimeoutMs,
)
