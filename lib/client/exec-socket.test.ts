import { expect, test } from 'vitest'
import { readEnd } from './exec-socket.ts'

test.each([
  ['{"status":"Success"}', { exitCode: 0, message: '' }],
  [
    '{"status":"Failure","message":"command terminated with exit code 3","details":{"causes":[{"reason":"ExitCode","message":"3"}]}}',
    { exitCode: 3, message: 'command terminated with exit code 3' },
  ],
  ['{"status":"Failure","message":"no such file"}', { exitCode: null, message: 'no such file' }],
  ['nonsense', { exitCode: null, message: 'nonsense' }],
])('%s', (text, expected) => {
  expect(readEnd(text)).toEqual(expected)
})
