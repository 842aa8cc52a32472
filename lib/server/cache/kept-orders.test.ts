import { expect, test } from 'vitest'
import { rowOrder } from '#domain/list-order.ts'
import { createDerivedColumns } from './derived-columns.ts'
import { createKeptOrders, type OrderedView } from './kept-orders.ts'
import type { Row } from './row.ts'

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ key: `n/${index}`, namespace: 'n', name: String(index), raw: Buffer.from('{}') }) as Row)

function setUp(count: number) {
  const seen = { rows: 0, made: 0 }
  const spin = () => {
    const until = performance.now() + 1
    while (performance.now() < until);
    seen.rows += 1
    return true
  }
  const compare = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)
  const order = { paths: [], compare, placeOf: (row: Row) => ({ key: row.key }) } as unknown as OrderedView['order']
  const orders = createKeptOrders(createDerivedColumns())
  const rows = () => {
    seen.made += 1
    return rowsOf(count)
  }
  return { seen, ask: (signal?: AbortSignal) => orders.entries({ of: 'v', paths: [], order, fits: spin }, rows, signal) }
}

test('a view is no longer made once nobody waits for it, and made anew when it is asked for again', async () => {
  const { seen, ask } = setUp(120)
  const aborter = new AbortController()
  const asked = ask(aborter.signal)
  setTimeout(() => aborter.abort(new Error('gone')), 20)
  await expect(asked).rejects.toThrow('gone')
  await new Promise(resolve => setTimeout(resolve, 150))
  expect(seen.rows).toBeLessThan(100)
  expect(await ask()).toHaveLength(120)
  expect(seen.made).toBe(2)
})

test('it is made as long as one of many waits', async () => {
  const { seen, ask } = setUp(120)
  const aborter = new AbortController()
  const [gone, stays] = [ask(aborter.signal), ask()]
  setTimeout(() => aborter.abort(new Error('gone')), 20)
  await expect(gone).rejects.toThrow('gone')
  expect(seen.rows, 'who went does not wait for the others').toBeLessThan(100)
  expect(await stays).toHaveLength(120)
  expect(seen.made).toBe(1)
})

test('an order turned round takes the places that are made already', async () => {
  let placed = 0
  const rows = rowsOf(1_500)
  const orders = createKeptOrders(createDerivedColumns())
  const ask = (of: string, descending: boolean) => {
    const order = rowOrder<Row>([{ field: 'NAME', descending }], [])
    const placeOf: typeof order.placeOf = (...args) => {
      placed += 1
      return order.placeOf(...args)
    }
    return orders.entries({ of, paths: [], order: { ...order, placeOf }, fits: () => true }, () => rows)
  }
  expect((await ask('all', false)).map(({ row }) => row.name)).toEqual(rows.map(({ name }) => name))
  expect((await ask('all', true)).map(({ row }) => row.name)).toEqual(rows.map(({ name }) => name).reverse())
  expect(placed).toBe(1_500)
  // What takes other rows has other places.
  await ask('others', true)
  expect(placed).toBe(3_000)
})
