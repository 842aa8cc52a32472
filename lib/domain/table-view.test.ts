import { describe, expect, it } from 'vitest'
import type { Table } from '#contract/kubernetes.ts'
import { orderRows } from './sort-rows.ts'
import { appendPage, cellText, filterRows, mergeTableViews, toTableView } from './table-view.ts'

function makeTable(namespace: string, names: string[], extra: Partial<Table['metadata']> = {}): Table {
  return {
    kind: 'Table',
    metadata: { resourceVersion: '7', ...extra },
    columnDefinitions: [
      { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
      { name: 'Ready', type: 'string', format: '', description: '', priority: 0 },
      { name: 'Age', type: 'date', format: '', description: '', priority: 0 },
      { name: 'Issuer', type: 'string', format: '', description: '', priority: 1 },
    ],
    rows: names.map((name, index) => ({
      cells: [name, 'True', '5m', null],
      object: {
        metadata: {
          name,
          namespace,
          uid: `${namespace}-${name}`,
          creationTimestamp: `2026-01-0${index + 1}T00:00:00Z`,
          managedFields: [{}],
          labels: { app: name },
        },
      },
    })),
  }
}

describe('toTableView', () => {
  it('keeps cells as given and drops what pages do not need', () => {
    const view = toTableView(makeTable('shop', ['a'], { continue: 'more', remainingItemCount: 12 }))
    expect(view).toMatchObject({ resourceVersion: '7', continueToken: 'more', remaining: 12 })
    expect(view.columns.map(column => column.wide)).toEqual([false, false, false, true])
    expect(view.rows[0]).toMatchObject({ key: 'shop-a', name: 'a', namespace: 'shop', cells: ['a', 'True', '5m', ''] })
    expect(JSON.stringify(view)).not.toContain('managedFields')
  })
  it('survives a table without rows, columns or metadata', () => {
    expect(toTableView({ kind: 'Table', metadata: {}, rows: null } as unknown as Table)).toMatchObject({ columns: [], rows: [] })
    const bare = { ...makeTable('', []), rows: [{ cells: ['solo'] }] }
    expect(toTableView(bare).rows[0]).toMatchObject({ key: '/solo', name: 'solo', namespace: '' })
  })
})

it('cellText shows nothing for null, the first line of a text, JSON for a structure', () => {
  expect([null, undefined, 0, false, 'a\nb', ['x'], { a: 1 }].map(cellText)).toEqual(['', '', '0', 'false', 'a', '["x"]', '{"a":1}'])
})

describe('mergeTableViews', () => {
  it('orders rows of several namespaces by namespace, then name, and has no single version', () => {
    const merged = mergeTableViews([toTableView(makeTable('z', ['b', 'a'])), toTableView(makeTable('m', ['c']))])
    expect(merged.rows.map(row => row.key)).toEqual(['m-c', 'z-a', 'z-b'])
    expect(merged.resourceVersion).toBe('')
  })
  it('is empty for no lists', () => {
    expect(mergeTableViews([])).toMatchObject({ columns: [], rows: [] })
  })
})

it('appendPage adds what is new and leaves alone what a watch changed or removed meanwhile', () => {
  const view = toTableView(makeTable('shop', ['a', 'b'], { continue: 'x', remainingItemCount: 3 }))
  const next = appendPage(view, toTableView(makeTable('shop', ['b', 'c', 'd'])), new Set(['shop-d']))
  expect(next.rows.map(row => row.name)).toEqual(['a', 'b', 'c'])
  expect(next).toMatchObject({ continueToken: '', remaining: 0, resourceVersion: '7' })
})

it('filterRows finds every word in name, cells or labels and nothing else', () => {
  const { rows } = toTableView(makeTable('shop', ['alpha', 'beta']))
  expect(filterRows(rows, ' ALPHA true ').map(row => row.name)).toEqual(['alpha'])
  expect(filterRows(rows, 'app=beta').map(row => row.name)).toEqual(['beta'])
  expect(filterRows(rows, 'gamma')).toEqual([])
  expect(filterRows(rows, '  ')).toBe(rows)
})

it('orderRows reads Age by creation and puts empty cells last both ways', () => {
  const { rows, columns } = toTableView(makeTable('shop', ['a', 'b', 'c']))
  expect(orderRows(rows, { column: 2, descending: false }, columns).map(row => row.name)).toEqual(['c', 'b', 'a'])
  const mixed = rows.map((row, index) => ({ ...row, cells: [row.name, ['10', '', '9'][index] ?? '', '', ''] }))
  expect(orderRows(mixed, { column: 1, descending: false }, columns).map(row => row.cells[1])).toEqual(['9', '10', ''])
  expect(orderRows(mixed, { column: 1, descending: true }, columns).map(row => row.cells[1])).toEqual(['10', '9', ''])
})
