import { describe, expect, test } from 'vitest'
import type { Table } from '../../lib/contract/kubernetes.ts'
import { tableText } from './table-text.ts'

const column = (name: string, priority = 0) => ({ name, priority, type: 'string', format: '', description: '' })
const table: Table = {
  kind: 'Table',
  metadata: {},
  columnDefinitions: [column('Name'), column('Ready'), column('Hosts', 1), column('Age')],
  rows: [
    { cells: ['a', true, ['x'], '5m'], object: { metadata: { name: 'a', namespace: 'shop' } } },
    { cells: ['a-much-longer-name', null, [], '12d'], object: { metadata: { name: 'b', namespace: 'payments-x' } } },
  ],
}

describe('a table as kubectl prints it', () => {
  test('columns are padded by three, at least six wide, the last not at all', () => {
    expect(tableText(table, { wide: false, withNamespace: false })).toBe(
      ['NAME                 READY   AGE', 'a                    true    5m', 'a-much-longer-name           12d', ''].join('\n'),
    )
  })

  test('wide columns and the namespace when asked for', () => {
    expect(tableText(table, { wide: true, withNamespace: true })).toBe(
      [
        'NAMESPACE    NAME                 READY   HOSTS   AGE',
        'shop         a                    true    ["x"]   5m',
        'payments-x   a-much-longer-name           []      12d',
        '',
      ].join('\n'),
    )
  })

  test('a cell is one line and cannot steer the terminal; wide characters count as one', () => {
    const rows = [{ cells: ['first\nsecond', '\u001b[31mred', '', 'é'] }]
    expect(tableText({ ...table, rows }, { wide: false, withNamespace: false })).toContain('first...   ^[[31mred   é\n')
  })

  test('a table without rows is its header', () => {
    expect(tableText({ ...table, rows: null }, { wide: false, withNamespace: false })).toBe('NAME   READY   AGE\n')
  })
})
