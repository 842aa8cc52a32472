import { describe, expect, test } from 'vitest'
import type { WatchBatch } from '../operations/watch-objects.ts'
import { createWatchRows } from './watch-rows.ts'

const nowMs = Date.parse('2026-01-01T00:01:00Z')
const columns = [
  { name: 'Name', priority: 0 },
  { name: 'Ready', priority: 0 },
  { name: 'Node', priority: 1 },
  { name: 'Age', priority: 0 },
]
type Given = [type: 'ADDED' | 'MODIFIED' | 'DELETED', key: string, ready?: string]
const batch = (type: 'SNAPSHOT' | 'DELTA', changes: Given[], more: Partial<WatchBatch> = {}): WatchBatch => ({
  type,
  isFirst: true,
  isComplete: true,
  columns,
  ...more,
  changes: changes.map(([change, key, ready]) => ({
    type: change,
    key,
    object:
      ready === undefined
        ? null
        : {
            metadata: { namespace: key.split('/')[0], creationTimestamp: '2026-01-01T00:00:00Z' },
            _columns: [key.split('/')[1] ?? '', ready, 'n1', 'stale'].map(value => ({ value })),
          },
  })),
})

describe('rows of a watch', () => {
  test('are the snapshot once it is whole, then a line for each change, below one header', () => {
    const rows = createWatchRows({ wide: false, withNamespace: true })
    expect(rows.take(batch('SNAPSHOT', [['ADDED', 'b/two', 'True']], { isComplete: false }), nowMs)).toBe('')
    expect(rows.take(batch('SNAPSHOT', [['ADDED', 'a/one', 'False']], { isFirst: false, columns: [] }), nowMs)).toBe(
      'NAMESPACE   NAME   READY   AGE\na           one    False   60s\nb           two    True    60s\n',
    )
    expect(rows.take(batch('DELTA', [['ADDED', 'a/a-longer-name', 'True']]), nowMs)).toBe('a           a-longer-name   True    60s\n')
    expect(
      rows.take(
        batch('DELTA', [
          ['MODIFIED', 'a/one', 'True'],
          ['DELETED', 'b/two'],
          ['DELETED', 'c/unknown'],
        ]),
        nowMs + 60_000,
      ),
    ).toBe('a           one             True    2m\nb           two             True    2m\n')
  })

  test('are only what is different after a second snapshot', () => {
    const rows = createWatchRows({ wide: true, withNamespace: false })
    rows.take(
      batch('SNAPSHOT', [
        ['ADDED', 'a/one', 'x'],
        ['ADDED', 'a/two', 'x'],
        ['ADDED', 'a/gone', 'x'],
      ]),
      nowMs,
    )
    expect(
      rows.take(
        batch('SNAPSHOT', [
          ['ADDED', 'a/two', 'y'],
          ['ADDED', 'a/one', 'x'],
          ['ADDED', 'a/new', 'x'],
        ]),
        nowMs + 1000,
      ),
    ).toBe('gone   x       n1     61s\nnew    x       n1     61s\ntwo    y       n1     61s\n')
  })

  test('are none, and no header, while there is nothing', () => {
    const rows = createWatchRows({ wide: false, withNamespace: false })
    expect(rows.take(batch('SNAPSHOT', []), nowMs)).toBe('')
    expect(rows.take(batch('DELTA', [['ADDED', 'a/one', 'x']]), nowMs)).toContain('NAME')
  })
})
