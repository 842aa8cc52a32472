import { describe, expect, it } from 'vitest'
import type { ListItem, WatchBatch } from '#contract/operations/list.ts'
import { applyBatch, type FollowedList } from './list-changes.ts'
import { type ListView, toRowView } from './list-view.ts'

const columns = ['Name', 'Size'].map(name => ({ name, type: 'string', format: '', description: '', priority: 0 }))
const item = (key: string, size = 1): ListItem => ({
  _key: key,
  _columns: [{ value: key.split('/')[1] ?? '' }, { value: `${size}` }],
  _columnTimes: [],
  _health: { level: 'UNKNOWN', word: '' },
  metadata: { labels: null, creationTimestamp: null, deletionTimestamp: null },
})
const view = (keys: string[], more: Partial<ListView> = {}): FollowedList => ({
  view: { columns, rows: keys.map(key => toRowView(item(key), 0)), cursor: null, total: keys.length, token: 't1', denied: [], ...more },
  coming: null,
})
const batch = (changes: [type: WatchBatch['changes'][number]['type'], item: ListItem][], more: Partial<WatchBatch> = {}): WatchBatch => ({
  type: 'DELTA',
  isFirst: true,
  isComplete: true,
  token: 't2',
  columns,
  changes: changes.map(([type, object]) => ({ type, key: object._key, object: type === 'DELETED' ? null : object })),
  denied: [],
  ...more,
})
const shown = ({ view: { rows } }: FollowedList): string[] => rows.map(row => `${row.key} ${row.cells[1]}`)

describe('changes', () => {
  it('add, replace in place and remove, and say what changed', () => {
    const { list, changed } = applyBatch(
      view(['s/a', 's/b']),
      batch([
        ['MODIFIED', item('s/a', 2)],
        ['DELETED', item('s/b')],
        ['ADDED', item('s/c')],
      ]),
      [],
      0,
    )
    expect(shown(list)).toEqual(['s/a 2', 's/c 1'])
    expect([...changed].map(([key, row]) => [key, row?.cells[1] ?? null])).toEqual([
      ['s/a', '2'],
      ['s/b', null],
      ['s/c', '1'],
    ])
    expect(list.view).toMatchObject({ total: 2, token: 't2' })
  })
  it('tell what came, went and changed of what is loaded, and when it was received', () => {
    const partly = view(['s/b', 's/d', 's/e'], { cursor: 'c', total: 10 })
    const { list, news } = applyBatch(
      partly,
      batch([
        ['ADDED', item('s/c')],
        ['ADDED', item('s/x')],
        ['MODIFIED', item('s/b', 2)],
        ['DELETED', item('s/e')],
        ['DELETED', item('s/z')],
      ]),
      [],
      7_000,
    )
    const told = Object.values(news).map(rows => rows.map(({ key, cells }) => `${key} ${cells[1]}`))
    expect(told).toEqual([['s/c 1'], ['s/e 1'], ['s/b 2']])
    expect(list.view.rows.map(({ key, receivedAtMs }) => [key, receivedAtMs])).toEqual([
      ['s/b', 7_000],
      ['s/d', 0],
      ['s/c', 7_000],
    ])
  })
  it('count nothing twice that comes among what is loaded by a change', () => {
    const partly = view(['s/b', 's/d'], { cursor: 'c', total: 10 })
    const { list } = applyBatch(
      partly,
      batch([
        ['MODIFIED', item('s/c')],
        ['ADDED', item('s/a')],
        ['MODIFIED', item('s/x')],
      ]),
      [],
      0,
    )
    expect([list.view.rows.length, list.view.total]).toEqual([4, 11])
  })
  it('leave the list as it is where there are none, and the token where it has none', () => {
    const before = view(['s/a'])
    const { list } = applyBatch(before, batch([], { token: '' }), [], 0)
    expect(list.view.rows).toBe(before.view.rows)
    expect(list.view.token).toBe('t1')
  })
  it('take namespaces that were lost', () => {
    const denied = [{ namespace: 's', code: 'FORBIDDEN', reason: 'no' }]
    expect(applyBatch(view(['s/a']), batch([['DELETED', item('s/a')]], { denied }), [], 0).list.view).toMatchObject({ rows: [], denied })
  })
})

describe('of a list that is not all loaded', () => {
  const partly = view(['s/b', 's/d'], { cursor: 'c', total: 10 })
  it('a new object shows where it comes before the last row, and is counted either way', () => {
    const { list } = applyBatch(
      partly,
      batch([
        ['ADDED', item('s/c')],
        ['ADDED', item('s/x')],
        ['MODIFIED', item('s/y')],
      ]),
      [],
      0,
    )
    expect(shown(list)).toEqual(['s/b 1', 's/d 1', 's/c 1'])
    expect(list.view.total).toBe(12)
  })
  it('the place is that of the order the list came in', () => {
    const sized = view([], { cursor: 'c', total: 10, rows: [toRowView(item('s/b', 30), 0), toRowView(item('s/a', 20), 0)] })
    const added = batch([
      ['ADDED', item('s/c', 100)],
      ['ADDED', item('s/d', 3)],
    ])
    expect(shown(applyBatch(sized, added, [{ column: 'Size', descending: true }], 0).list)).toEqual(['s/b 30', 's/a 20', 's/c 100'])
  })
  it('what goes is no longer counted, loaded or not, and what nobody counted stays so', () => {
    const gone = batch([
      ['DELETED', item('s/b')],
      ['DELETED', item('s/z')],
    ])
    expect(applyBatch(partly, gone, [], 0).list.view.total).toBe(8)
    expect(applyBatch(view(['s/b'], { cursor: 'c', total: null }), gone, [], 0).list.view.total).toBeNull()
  })
})

describe('a snapshot', () => {
  it('replaces the list once all of it is here', () => {
    const first = applyBatch(view(['s/a'], { cursor: 'c' }), batch([['ADDED', item('s/x')]], { type: 'SNAPSHOT', isComplete: false, token: '' }), [], 0)
    expect(shown(first.list)).toEqual(['s/a 1'])
    const { list, changed } = applyBatch(first.list, batch([['ADDED', item('s/y')]], { type: 'SNAPSHOT', isFirst: false }), [], 0)
    expect(shown(list)).toEqual(['s/x 1', 's/y 1'])
    expect(list).toMatchObject({ coming: null, view: { cursor: null, total: 2, token: 't2' } })
    expect(changed.size).toBe(0)
  })
  it('begins anew where another first piece comes', () => {
    const first = applyBatch(view([]), batch([['ADDED', item('s/x')]], { type: 'SNAPSHOT', isComplete: false }), [], 0)
    expect(shown(applyBatch(first.list, batch([['ADDED', item('s/y')]], { type: 'SNAPSHOT' }), [], 0).list)).toEqual(['s/y 1'])
  })
})
