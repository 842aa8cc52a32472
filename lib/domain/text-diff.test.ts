import { expect, it } from 'vitest'
import { createText } from './text.ts'
import { diffLines, diffSummary } from './text-diff.ts'

const text = (n: number) => Array.from({ length: 20 }, (_, i) => (i === n ? 'changed' : `line ${i}`)).join('\n')

it('numbers changed lines on both sides and skips what is alike', () => {
  const lines = diffLines(text(-1), text(10))
  expect(lines[0]?.kind).toBe('skip')
  expect(lines.find(line => line.kind === 'removed')).toEqual({ kind: 'removed', text: 'line 10', before: 11, after: null })
  expect(lines.find(line => line.kind === 'added')).toEqual({ kind: 'added', text: 'changed', before: null, after: 11 })
  expect(diffSummary(lines, createText('en', {}))).toBe('1 line added, 1 removed, as the cluster would store it (dry run).')
})
it('is empty for texts that are alike', () => {
  expect(diffLines('a\n', 'a\n')).toEqual([])
})
