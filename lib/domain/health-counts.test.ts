import { expect, test } from 'vitest'
import { addHealth, healthSentence, noHealth } from './health-counts.ts'
import { createText } from './text.ts'

const t = createText('en', {})

test('counts add up by level', () => {
  expect(addHealth({ ok: 1, progressing: 2, warning: 3, failing: 4, unknown: 5 }, { ...noHealth, ok: 10, unknown: 1 })).toEqual({
    ok: 11,
    progressing: 2,
    warning: 3,
    failing: 4,
    unknown: 6,
  })
})

test('a sentence names what there is, the worst first', () => {
  expect(healthSentence({ ok: 7, progressing: 0, warning: 2, failing: 1, unknown: 3 }, t)).toBe('1 failing, 2 warning, 7 well, 3 that say nothing')
  expect(healthSentence(noHealth, t)).toBe('')
})
