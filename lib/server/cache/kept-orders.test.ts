import { expect, test } from 'vitest'
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
  return { seen, ask: (signal?: AbortSignal) => orders.entries({ id: 'v', paths: [], order, fits: spin }, rows, signal) }
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
