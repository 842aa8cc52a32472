import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowOrder } from '#domain/list-order.ts'
import type { SortKey } from '#domain/list-query.ts'
import { propertyRuns, propertyTimeoutMs } from '#domain/testing/property-runs.ts'
import type { OrderedEntry } from './kept-orders.ts'
import { createListIndex } from './list-index.ts'
import { type Row, toRow } from './row.ts'

// A list that changes at random: whatever was asked of it before, what it says is what a model says that begins from scratch.

const columns = [{ name: 'Name', type: 'string', format: 'name', description: '', priority: 0 }]
const value = fc.oneof(fc.constantFrom(null, '', 'a', 'B', 'a10', 'a9', '1Gi', '100m', '2026-01-01T00:00:00Z'), fc.integer({ min: -3, max: 12 }))
const place = fc.record({ namespace: fc.constantFrom('a', 'a-b', 'b'), name: fc.constantFrom('x', 'x1', 'x10', 'x2') })
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant('put' as const), at: place, value }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('remove' as const), at: place }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('relist' as const), kept: fc.array(fc.record({ at: place, value })) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('look' as const) }) },
)
const orders: SortKey[][] = [
  [],
  [{ path: '.spec.value', descending: false }],
  // The same turned round: what is equal stays in its order, and what is empty last.
  [{ path: '.spec.value', descending: true }],
  [
    { path: '.spec.value', descending: true },
    { field: 'NAME', descending: true },
  ],
]
const fits = (row: Row): boolean => !row.name.endsWith('2')

test(
  'a cached list, its kept orders and its ring of changes equal a model',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async actions => {
        const index = createListIndex()
        let version = 100
        const rowOf = (at: { namespace: string; name: string }, spec: unknown): { row: Row; object: never } => {
          version += 1
          const object = {
            apiVersion: 'v1',
            kind: 'W',
            metadata: { ...at, resourceVersion: String(version), uid: `${at.namespace}/${at.name}` },
            spec: { value: spec },
          }
          return { row: toRow({ object, raw: Buffer.from(JSON.stringify(object)), cells: [at.name] }, 0), object: object as never }
        }
        index.replaceAll(new Map(), columns, String(version))
        const model = new Map<string, Row>()
        const past: Array<{ version: string; rows: Map<string, Row> }> = []
        const follower = new Map<string, Row>()
        const given: Array<{ entries: readonly OrderedEntry[]; asTheyWere: readonly OrderedEntry[] }> = []
        index.subscribe(({ key, before, after }) => {
          expect(follower.get(key) ?? null).toBe(before)
          if (after) follower.set(key, after)
          else follower.delete(key)
        })
        for (const act of actions) {
          if (act.is === 'put') {
            const { row, object } = rowOf(act.at, act.value)
            index.change(row.key, row, object, row.resourceVersion)
            model.set(row.key, row)
          } else if (act.is === 'remove') {
            version += 1
            const key = `${act.at.namespace}/${act.at.name}`
            index.change(key, null, {} as never, String(version))
            model.delete(key)
          } else if (act.is === 'relist') {
            model.clear()
            // What is gone since was a change as well.
            version += 1
            for (const { at, value: spec } of act.kept) {
              const { row } = rowOf(at, spec)
              model.set(row.key, row)
            }
            index.replaceAll(new Map(model), columns, String(version))
          } else {
            past.push({ version: index.resourceVersion, rows: new Map(model) })
            for (const sortBy of orders) {
              const order = rowOrder<Row>(sortBy, columns)
              const view = { of: '', paths: [], order, fits }
              const entries = await index.orders.entries(view, index.rows)
              given.push({ entries, asTheyWere: [...entries] })
              const expected = [...model.values()]
                .filter(fits)
                .map(row => ({ ...order.placeOf(row, index.derived.valuesAt), row }))
                .sort(order.compare)
              expect(entries.map(({ row }) => row)).toEqual(expected.map(({ row }) => row))
            }
          }
        }
        expect(new Map([...index.rows()].map(row => [row.key, row]))).toEqual(model)
        expect(follower).toEqual(model)
        // Whoever was given an order is still reading it.
        for (const { entries, asTheyWere } of given) expect(entries).toEqual(asTheyWere)
        for (const { version: since, rows } of past) {
          for (const { key, before, after } of index.since(since) ?? []) {
            expect([rows.get(key) ?? null, model.get(key) ?? null]).toEqual([before, after])
            rows.delete(key)
          }
          // What is not said to have changed is as it was.
          for (const [key, row] of rows) expect(model.get(key)).toBe(row)
        }
      }),
      { numRuns: propertyRuns(150) },
    )
  },
  propertyTimeoutMs,
)
