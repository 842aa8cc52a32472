import { expect, test } from 'vitest'
import { parseExecQuery, withExecQuery } from './exec-query.ts'

const read = (text: string) => parseExecQuery(new URLSearchParams(text))
const written = (command: string, container = '', before = 'tab=terminal&command=old') =>
  withExecQuery(new URLSearchParams(before), { container, command }).toString()

test('what is written is read again, and all else stays', () => {
  expect(written('/bin/bash', 'web')).toBe('tab=terminal&command=%2Fbin%2Fbash&container=web')
  expect(read(written('/bin/bash', 'web'))).toEqual({ container: 'web', command: '/bin/bash' })
  expect(written(' bash ')).toBe('tab=terminal&command=bash')
})

test('the usual shell and the usual container are not said', () => {
  expect(written('sh')).toBe('tab=terminal')
  expect(read('tab=terminal')).toEqual({ container: '', command: 'sh' })
})

test.each(['mysql -psecret', 'TOKEN=abc', 'sh -c "echo $PASSWORD"', '$(id)', '', 'x'.repeat(254)])('%s is not written, nor taken from an address', command => {
  expect(written(command)).toBe('tab=terminal')
  expect(read(new URLSearchParams({ command }).toString()).command).toBe('sh')
})
