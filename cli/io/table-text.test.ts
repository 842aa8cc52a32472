import { describe, expect, test } from 'vitest'
import { cellText, type PrintedTable, tableText } from './table-text.ts'

const column = (name: string, priority = 0) => ({ name, priority })
const table: PrintedTable = {
  columns: [column('Name'), column('Ready'), column('Hosts', 1), column('Age')],
  rows: [
    { namespace: 'shop', name: 'a', cells: ['a', 'true', '["x"]', '5m'] },
    { namespace: 'payments-x', name: 'b', cells: ['a-much-longer-name', '', '[]', '12d'] },
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
    const rows = [{ namespace: '', name: 'a', cells: ['first...', '\u001b[31mred', '', 'é'] }]
    expect(tableText({ ...table, rows }, { wide: false, withNamespace: false })).toContain('first...   ^[[31mred   é\n')
    expect(['a\nb', '\u001b]', null].map(cellText)).toEqual(['a...', '^[]', ''])
  })

  test('cells that lack are empty, and a table without rows is its header', () => {
    const rows = [{ namespace: '', name: 'a', cells: ['a'] }]
    expect(tableText({ ...table, rows }, { wide: false, withNamespace: false })).toBe('NAME   READY   AGE\na              \n')
    expect(tableText({ ...table, rows: [] }, { wide: false, withNamespace: false })).toBe('NAME   READY   AGE\n')
  })
})
