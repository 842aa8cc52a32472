import { describe, expect, it } from 'vitest'
import type { Table } from '#contract/kubernetes.ts'
import { createLineSplitter } from './line-splitter.ts'
import { toTableView } from './table-view.ts'
import { retryDelayMs } from './watch-retry.ts'
import { applyTableEvents, type TableEvent } from './watch-table.ts'

function rowTable(name: string, resourceVersion: string, cell = 'True'): Table {
  const metadata = { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion }
  return { kind: 'Table', metadata: { resourceVersion }, columnDefinitions: [], rows: [{ cells: [name, cell], object: { metadata } }] }
}
const start = { ...toTableView(rowTable('b', '1')), resourceVersion: '1' }
const event = (type: TableEvent['type'], object: TableEvent['object']): TableEvent => ({ type, object })

describe('applyTableEvents', () => {
  it('adds in order, replaces in place, removes, and says what changed', () => {
    const outcome = applyTableEvents(start, [event('ADDED', rowTable('a', '2')), event('MODIFIED', rowTable('b', '3', 'False'))])
    expect(outcome.rows.map(row => row.cells)).toEqual([
      ['a', 'True'],
      ['b', 'False'],
    ])
    expect([...outcome.changed].sort()).toEqual(['uid-a', 'uid-b'])
    expect(outcome.resourceVersion).toBe('3')
    expect(applyTableEvents(outcome, [event('DELETED', rowTable('b', '4'))]).rows.map(row => row.name)).toEqual(['a'])
  })
  it('moves on by a bookmark without touching rows', () => {
    const outcome = applyTableEvents(start, [event('BOOKMARK', rowTable('', '50'))])
    expect(outcome).toMatchObject({ resourceVersion: '50', failure: null })
    expect(outcome.rows).toEqual(start.rows)
  })
  it('takes the version of a bookmark from its row where the table has none', () => {
    expect(applyTableEvents(start, [event('BOOKMARK', { ...rowTable('', '60'), metadata: {} })]).resourceVersion).toBe('60')
  })
  it('stops at an ERROR and reports 410', () => {
    const gone = event('ERROR', { kind: 'Status', code: 410, message: 'too old resource version' })
    const outcome = applyTableEvents(start, [gone, event('ADDED', rowTable('c', '9'))])
    expect(outcome.failure).toEqual({ code: 410, message: 'too old resource version' })
    expect(outcome.rows).toHaveLength(1)
    expect(outcome.resourceVersion).toBe('1')
  })
  it('ignores a deletion of what it never had', () => {
    expect(applyTableEvents(start, [event('DELETED', rowTable('zz', '5'))]).rows).toHaveLength(1)
  })
})

it('createLineSplitter holds back an unfinished line however the pieces fall', () => {
  const split = createLineSplitter()
  expect([split('{"a"'), split(':1}\n{"b":'), split('2}\n\n'), split('rest')]).toEqual([[], ['{"a":1}'], ['{"b":2}'], []])
})

it('retryDelayMs grows to 30 s and is never less than half its ceiling', () => {
  expect([1, 2, 3, 4, 20].map(attempt => retryDelayMs(attempt, 1))).toEqual([1000, 2000, 4000, 8000, 30_000])
  expect(retryDelayMs(20, 0)).toBe(15_000)
  expect(retryDelayMs(0, 0)).toBe(500)
})
