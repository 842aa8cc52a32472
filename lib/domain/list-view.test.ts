import { describe, expect, it } from 'vitest'
import type { ListAnswer, ListItem } from '#contract/operations/list.ts'
import { appendPage, filterRows, sortRows, toListView, toRowView } from './list-view.ts'

const columns = ['Name', 'Ready', 'Age'].map(name => ({ name, type: 'string', format: name === 'Name' ? 'name' : '', description: '', priority: 0 }))
const item = (key: string): ListItem => ({
  _key: key,
  _columns: [key.split('/')[1] ?? '', 'True', '5m'].map(value => ({ value })),
  _columnTimes: [],
  _health: { level: 'OK', word: 'Ready' },
  metadata: { labels: { app: key.split('/')[1] ?? '' }, creationTimestamp: '2026-01-01T00:00:00Z', deletionTimestamp: null },
})
const list = (keys: string[], endCursor: string | null = null, total: number | null = null): ListAnswer['list'] => ({
  columns,
  items: keys.map(item),
  pageInfo: { endCursor },
  total,
  resourceVersion: '7',
  denied: [],
})

describe('toListView', () => {
  it('has the exact times that are known, and no field for none', () => {
    const timed = { ...item('shop/b'), _columnTimes: [{ column: 'Ready', time: '2026-01-01T00:00:00Z' }] }
    const [a, b] = toListView({ ...list([]), items: [item('shop/a'), timed] }, 0).rows
    expect([a && 'times' in a, b?.times]).toEqual([false, { Ready: '2026-01-01T00:00:00Z' }])
  })
  it('takes rows apart, also of what is in no namespace', () => {
    const view = toListView(list(['shop/a', '/b']), 0)
    expect(view.rows.map(({ namespace, name, cells, health }) => [namespace, name, cells[1], health])).toEqual([
      ['shop', 'a', 'True', 'ok'],
      ['', 'b', 'True', 'ok'],
    ])
    expect(view).toMatchObject({ cursor: null, total: 2, token: '7' })
  })
  it('knows no total where nobody counted, and survives an object without labels', () => {
    expect(toListView(list(['shop/a'], 'c'), 0).total).toBeNull()
    const bare = { ...item('shop/a'), metadata: { labels: null, creationTimestamp: null, deletionTimestamp: '2026-01-01T00:00:00Z' } }
    expect(toListView({ ...list([]), items: [bare] }, 0).rows[0]).toMatchObject({ labels: {}, createdAt: null, deleting: true })
  })
})

it('appendPage adds what is new, as it was told meanwhile, and leaves out what went', () => {
  const view = toListView(list(['shop/a', 'shop/b'], 'x', 5), 0)
  const told = new Map([
    ['shop/d', null],
    ['shop/c', toRowView(item('shop/c'), 9)],
    ['shop/x', toRowView(item('shop/x'), 9)],
  ])
  const next = appendPage(view, toListView(list(['shop/b', 'shop/c', 'shop/d'], 'y', 6), 0), told)
  expect(next.rows.map(row => [row.name, row.receivedAtMs])).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 9],
  ])
  expect(next).toMatchObject({ cursor: 'y', total: 6, token: '7' })
  expect(appendPage(next, toListView(list(['shop/e']), 0), new Map())).toMatchObject({ cursor: null, total: 4 })
})

it('filterRows finds every word in name, namespace, cells or labels and nothing else', () => {
  const { rows } = toListView(list(['shop/alpha', 'shop/beta']), 0)
  expect(filterRows(rows, ' ALPHA true ').map(row => row.name)).toEqual(['alpha'])
  expect(filterRows(rows, 'app=beta').map(row => row.name)).toEqual(['beta'])
  expect(filterRows(rows, 'gamma')).toEqual([])
  expect(filterRows(rows, '  ')).toBe(rows)
})

it('sortRows reads a namespace before one that begins with it', () => {
  const { rows } = toListView(list(['shop-staging/a', 'shop/b', 'shop/a']), 0)
  expect(sortRows(rows).map(row => row.key)).toEqual(['shop/a', 'shop/b', 'shop-staging/a'])
})
