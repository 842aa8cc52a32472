import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

test('quotes what would be taken apart', () => {
  expect(
    toCsv(
      ['Name', 'Hosts'],
      [
        ['a', 'x,y'],
        ['b', 'say "hi"'],
        ['c', 'two\nlines'],
      ],
    ),
  ).toBe('Name,Hosts\r\na,"x,y"\r\nb,"say ""hi"""\r\nc,"two\nlines"\r\n')
})

test('nothing becomes a formula, and numbers stay numbers', () => {
  expect(toCsv(['x'], [['=1+1'], ['@SUM(A1)'], ['-1'], ['-1.5'], ['-a'], ['+1'], ['＝1']])).toBe(
    "x\r\n'=1+1\r\n'@SUM(A1)\r\n-1\r\n-1.5\r\n'-a\r\n'+1\r\n'＝1\r\n",
  )
})
